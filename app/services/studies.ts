import { setTimeout as sleep } from "node:timers/promises";
import type { CallInput, CallOutput } from "#contract/calls";
import type { EditStep } from "#contract/edit";
import { Failure } from "#contract/failure";
import { refocusable } from "#contract/recording";
import type { StudyState, StudyTrouble } from "#contract/study";
import { openRecording } from "#io/recording/open";
import { readBookmarks } from "#io/study/bookmarks";
import { readSurface } from "#io/study/surface";
import { editLog, logEdit, redoEdit, rewindEdits, undoEdit } from "#io/study/edits";
import { studyBeside } from "#io/study/layout";
import { readMeta, writeMeta } from "#io/study/meta";
import { locateRecording, moveRecording, openStudyRecording, rememberPlace } from "#io/study/recording";
import { recordingHash } from "#io/study/recording-hash";
import { newStudy } from "#io/study/new-study";
import { isStudy, openStudy, type Study } from "#io/study/study";
import { studyLabels } from "#io/study/products";
import { missingParts } from "#jobs/missing-parts";
import { stepStates } from "#jobs/step-states";
import type { Answers } from "#services/answers";
import { FrameReader } from "#services/frame-reader";
import { withCheckedFiles } from "#services/named-files";
import type { Places } from "#services/places";
import type { Recent } from "#services/recent";
import type { Announcer } from "#services/announcer";

interface OpenStudy {
  readonly handle: string;
  readonly study: Study;
  /** Why its steps cannot run though its folder can be written to; null where they can. */
  readonly barred: string | null;
  readonly trouble: StudyTrouble | null;
  reader: Promise<FrameReader> | null;
}

/** How long the opening of a study waits for a look at what is missing, ms. */
const patience = 1500;

/** Studies open in this program, each once, whichever windows look at it. */
export class Studies {
  readonly #open = new Map<string, OpenStudy>();
  #count = 0;
  /** Studies are opened one after another: two windows asking at once shall get the same one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly places: Places,
    readonly recent: Recent,
    readonly answers: Answers,
    readonly announcer: Announcer,
  ) {}

  create(input: CallInput<"study.create">): Promise<StudyState> {
    return this.#inTurn(() => this.#create(input));
  }

  open(path: string): Promise<StudyState> {
    return this.#inTurn(() => this.#openFolder(path));
  }

  #inTurn(work: () => Promise<StudyState>): Promise<StudyState> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #create({ recording, path, settings: asked, refocus }: CallInput<"study.create">): Promise<StudyState> {
    const file = this.places.check(recording);
    const settings = withCheckedFiles(asked, this.places);
    const folder = this.places.check(path ?? studyBeside(file));
    if (isStudy(folder)) return this.#openKnown(folder, file);
    await this.#forgetGone();
    const study = await newStudy(folder, file, settings, refocus);
    this.answers.keep(file, settings, refocus);
    return this.#admit(study, null);
  }

  /** Opens the study that lies where one was to be made, if it is of the same recording; a recording that moved is remembered. */
  async #openKnown(folder: string, recording: string): Promise<StudyState> {
    const before = await this.#openFolder(folder);
    const open = this.#get(before.handle);
    if ((await recordingHash(recording)) !== readMeta(open.study.database).recordingHash) {
      throw new Failure(
        "invalid-input",
        `There is a study of another recording at ${folder}; choose another place for the study of ${recording}.`,
        { path: folder, recording },
      );
    }
    if (open.barred === null || open.study.readOnly !== null) return before;
    rememberPlace(open.study, recording);
    this.#open.set(open.handle, { ...open, barred: null, trouble: null });
    return this.state(open.handle);
  }

  async #openFolder(path: string): Promise<StudyState> {
    const folder = this.places.checkStudy(path);
    await this.#forgetGone();
    const known = [...this.#open.values()].find(({ study }) => study.path === folder);
    if (known) return this.#state(known);
    const study = openStudy(folder, "look");
    const place = await locateRecording(study).catch(recordingTrouble);
    try {
      if (typeof place === "string") this.places.adopt(place);
      withCheckedFiles(readMeta(study.database).settings, this.places);
      const surface = readSurface(study.database);
      // On a server its place is checked when it is read.
      if (surface && "file" in surface && this.places.root === null) this.places.allow(surface.file);
    } catch (thrown) {
      study.close();
      throw thrown;
    }
    const trouble = typeof place === "string" ? null : place;
    const state = await this.#admit(study, trouble);
    if (trouble !== null || study.readOnly !== null) return state;
    // What is found soon comes with the answer; in a large study it is told when it is found.
    await Promise.race([this.#lookForDamage(state.handle), sleep(patience, undefined, { ref: false })]);
    return this.has(state.handle) ? this.state(state.handle) : state;
  }

  /** Looks, without reading voxels, whether what the steps made is still there; the window is told. */
  async #lookForDamage(handle: string): Promise<void> {
    const open = this.#open.get(handle);
    const message = open === undefined ? null : await missingParts(open.study).catch(() => null);
    const now = this.#open.get(handle);
    if (message === null || now === undefined) return;
    this.#open.set(handle, { ...now, trouble: { kind: "damaged", message } });
    await this.#tell(handle);
  }

  /** The recording of a study lies elsewhere now. @throws Failure "invalid-input" | "read-only" | "not-found" | "forbidden" */
  async relocate(handle: string, recording: string): Promise<StudyState> {
    const { study } = this.#get(handle);
    if (study.readOnly !== null) throw new Failure("read-only", study.readOnly, { path: study.path });
    await moveRecording(study, this.places.check(recording));
    const open = this.#get(handle);
    this.#open.set(handle, { ...open, barred: null, trouble: null, reader: null });
    await open.reader?.then(
      (old) => old.close(),
      () => undefined,
    );
    return this.#tell(handle);
  }

  /** Closes the study at a path, where it is open. @throws Failure "busy" while it has work under way */
  async letGo(path: string, isBusy: (handle: string) => boolean): Promise<void> {
    for (const { handle, study } of [...this.#open.values()]) {
      if (study.path !== path) continue;
      if (isBusy(handle))
        throw new Failure("busy", `Steps of the study ${study.name} are running; wait for them or cancel them first.`, { path });
      await this.close(handle);
    }
  }

  async close(handle: string): Promise<void> {
    const open = this.#get(handle);
    this.#open.delete(handle);
    if (open.reader)
      await open.reader.then(
        (reader) => reader.close(),
        () => undefined,
      );
    try {
      open.study.close();
    } catch (thrown) {
      // A database that was moved away is not tidied up; what it holds lies where it is now.
      if (isStudy(open.study.path)) throw thrown;
    }
  }

  /** Lets go of studies whose folder was moved or deleted, so that their place is free again. */
  async #forgetGone(): Promise<void> {
    for (const { handle, study } of [...this.#open.values()]) if (!isStudy(study.path)) await this.close(handle);
  }

  async closeAll(): Promise<void> {
    for (const handle of [...this.#open.keys()]) await this.close(handle);
  }

  has(handle: string): boolean {
    return this.#open.has(handle);
  }

  /** @throws Failure "not-found" where the handle is unknown or was closed */
  study(handle: string): Study {
    return this.#get(handle).study;
  }

  /** A study that may be changed. @throws Failure "not-found" | "read-only" */
  writable(handle: string): Study {
    const { study, barred } = this.#get(handle);
    if (!isStudy(study.path)) {
      throw new Failure(
        "not-found",
        `The study folder ${study.path} is not there any more: it was moved, renamed or deleted. Put it back, or open it where it is now.`,
        { path: study.path },
      );
    }
    const reason = study.readOnly ?? barred;
    if (reason !== null) throw new Failure("read-only", reason, { path: study.path });
    return study;
  }

  /** Its recording, opened when first looked at. */
  reader(handle: string): Promise<FrameReader> {
    const open = this.#get(handle);
    open.reader ??= openStudyRecording(open.study).then((source) => new FrameReader(source));
    const reader = open.reader;
    reader.catch(() => {
      if (open.reader === reader) open.reader = null;
    });
    return reader;
  }

  state(handle: string): Promise<StudyState> {
    return this.#state(this.#get(handle));
  }

  /** Changes what the user says about the recording; finished steps that depend on it become stale. */
  async settings({ study: handle, settings: asked, refocus }: CallInput<"study.settings">): Promise<StudyState> {
    const study = this.writable(handle);
    const settings = withCheckedFiles(asked, this.places);
    const meta = readMeta(study.database);
    const source = await openRecording(await locateRecording(study), settings);
    await source.close();
    this.answers.keep(source.info.path, settings, refocus);
    writeMeta(study.database, { ...meta, info: source.info, settings, refocus: refocus && refocusable(source.info) });
    const open = this.#get(handle);
    const reader = open.reader;
    open.reader = null;
    if (reader)
      await reader.then(
        (old) => old.close(),
        () => undefined,
      );
    return this.#tell(handle);
  }

  async applyEdit(handle: string, edit: EditStep): Promise<StudyState> {
    logEdit(this.writable(handle), edit);
    return this.#tell(handle);
  }

  async undo(handle: string): Promise<StudyState> {
    undoEdit(this.writable(handle));
    return this.#tell(handle);
  }

  async redo(handle: string): Promise<StudyState> {
    redoEdit(this.writable(handle));
    return this.#tell(handle);
  }

  /** @throws Failure "not-found" where the log has no such row */
  async rewind(handle: string, id: number): Promise<StudyState> {
    if (!rewindEdits(this.writable(handle), id))
      throw new Failure("not-found", "This step of the history is not there any more: an edit made after an undo took its place.", { id });
    return this.#tell(handle);
  }

  edits(handle: string): CallOutput<"edits.list"> {
    return [...editLog(this.study(handle))];
  }

  /** Says to every window that a study has changed. */
  async announce(handle: string): Promise<void> {
    const open = this.#open.get(handle);
    if (open?.trouble?.kind === "damaged") {
      // A step that was run again may have mended it.
      const message = await missingParts(open.study).catch(() => open.trouble?.message ?? null);
      if (this.has(handle))
        this.#open.set(handle, { ...this.#get(handle), trouble: message === null ? null : { kind: "damaged", message } });
    }
    if (this.has(handle)) await this.#tell(handle);
  }

  async #tell(handle: string): Promise<StudyState> {
    const study = await this.state(handle);
    this.announcer.tell({ kind: "study", study });
    return study;
  }

  async #admit(study: Study, trouble: StudyTrouble | null): Promise<StudyState> {
    const open: OpenStudy = { handle: `study-${++this.#count}`, study, barred: trouble?.message ?? null, trouble, reader: null };
    this.#open.set(open.handle, open);
    this.places.allow(study.path);
    this.recent.add(study.path);
    return this.#state(open);
  }

  #get(handle: string): OpenStudy {
    const open = this.#open.get(handle);
    if (!open) throw new Failure("not-found", "This study is not open any more; open it again.", { handle });
    return open;
  }

  async #state({ handle, study, barred, trouble }: OpenStudy): Promise<StudyState> {
    const meta = readMeta(study.database);
    const log = editLog(study);
    const { names, groups, colours, notes, sureness } = studyLabels(study);
    return {
      handle,
      path: study.path,
      name: study.name,
      recording: meta.info,
      settings: meta.settings,
      refocus: meta.refocus,
      steps: await stepStates(study),
      names: Object.fromEntries(names),
      groups: Object.fromEntries(groups),
      colours: Object.fromEntries(colours),
      notes: Object.fromEntries(notes),
      sureness: Object.fromEntries(sureness),
      ...(meta.orientation ? { orientation: meta.orientation } : {}),
      views: readBookmarks(study.database),
      surface: readSurface(study.database),
      revision: log.findLast((row) => !row.undone)?.id ?? 0,
      canUndo: log.some((row) => !row.undone),
      canRedo: log.some((row) => row.undone),
      ...(trouble !== null && { trouble }),
      readOnly: study.readOnly ?? barred,
    };
  }
}

function recordingTrouble(thrown: unknown): StudyTrouble {
  if (!(thrown instanceof Failure)) return { kind: "recording-changed", message: String(thrown) };
  return { kind: thrown.code === "not-found" ? "recording-moved" : "recording-changed", message: thrown.message };
}

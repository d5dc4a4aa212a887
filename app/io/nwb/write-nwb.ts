import { Failure } from "#contract/failure";
import type { NwbContents } from "#io/nwb/contents";
import { nwbVersion, typed } from "#io/nwb/core-types";
import { writeActivity } from "#io/nwb/activity";
import { writeImagingPlane } from "#io/nwb/imaging-plane";
import { writeRegions } from "#io/nwb/regions";
import { writeForeignSeries } from "#io/nwb/series";
import { sessionStart } from "#io/nwb/session";
import { type Hdf5Writer, writeHdf5 } from "#io/recording/hdf5/writer";

/**
 * Writes a study as Neurodata Without Borders 2 (Rübel et al. 2022, doi:10.7554/eLife.78362): the imaging plane,
 * neurons as a PlaneSegmentation, F and ΔF/F0, positions through time, series from elsewhere, the session, and
 * how all of it was made.
 *
 * @throws Failure "missing-metadata" where the session's start or the frames' times are not known; "invalid-input";
 *         "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeNwb(path: string, contents: NwbContents): Promise<void> {
  const start = sessionStart(contents.session);
  if (contents.times.some(Number.isNaN))
    throw new Failure("missing-metadata", "NWB needs the time of every frame; give the recording its interval first.", {
      flag: "--interval",
    });
  await writeHdf5(path, (file) => {
    writeFrame(file, contents, start);
    writeSession(file, contents);
    writeImagingPlane(file, contents);
    file.group("/processing/ophys", { ...typed("ProcessingModule"), description: "Neurons found in the recording, and their activity." });
    const neurons = writeRegions(file, contents);
    writeActivity(file, contents, neurons);
    writeForeignSeries(file, contents);
  });
}

/** What every NWB file has. */
function writeFrame(file: Hdf5Writer, { identifier, session, recording, program }: NwbContents, start: string): void {
  file.describe("/", { ...typed("NWBFile"), nwb_version: nwbVersion });
  file.dataset("/file_create_date", [new Date().toISOString()]);
  file.dataset("/identifier", identifier);
  file.dataset(
    "/session_description",
    session.sessionDescription || `Calcium imaging of C. elegans: ${recording.name}, read by ${program}.`,
  );
  file.dataset("/session_start_time", start);
  file.dataset("/timestamps_reference_time", start);
  for (const group of ["acquisition", "analysis", "processing", "stimulus", "stimulus/presentation", "stimulus/templates", "general"])
    file.group(`/${group}`);
}

function writeSession(file: Hdf5Writer, { session, methods, provenance }: NwbContents): void {
  const people = session.experimenter
    .split(";")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (people.length > 0) file.dataset("/general/experimenter", people);
  for (const field of ["lab", "institution"] as const) if (session[field] !== "") file.dataset(`/general/${field}`, session[field]);
  file.dataset("/general/notes", methods);
  file.dataset("/general/source_script", provenance, { file_name: "header.json" });
  file.group("/general/subject", typed("Subject"));
  const subject = {
    species: "Caenorhabditis elegans",
    subject_id: session.subject,
    strain: session.strain,
    genotype: session.genotype,
    sex: session.sex === "not said" ? "" : session.sex,
    description: session.stage,
  };
  for (const [name, text] of Object.entries(subject)) if (text !== "") file.dataset(`/general/subject/${name}`, text);
}

import { FolderOpen } from "lucide-react";
import { useState } from "react";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { TextField } from "#renderer/ui/Field.tsx";
import { FileBrowser } from "#renderer/views/library/FileBrowser.tsx";

interface RecordingPathFieldProps {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  /** Folder that is listed first. */
  readonly from: string;
  readonly disabled: boolean;
  readonly onChange: (path: string) => void;
}

/** The path of another recording: picked in the system's dialog or the list of files, or typed. */
export function RecordingPathField({ label, help, value, from, disabled, onChange }: RecordingPathFieldProps) {
  const { client } = useOutside();
  const host = useWorkstation((state) => state.about?.host ?? "browser");
  const attempt = useWorkstation((state) => state.attempt);
  const [asking, setAsking] = useState(false);
  const choose = async () => {
    if (host !== "electron") return setAsking(true);
    const picked = await attempt(() => client.files.pick({ purpose: "recording" }));
    if (picked?.path) onChange(picked.path);
  };
  return (
    <>
      <TextField
        label={label}
        help={help}
        value={value}
        placeholder="choose a file"
        disabled={disabled}
        after={
          <IconButton
            icon={FolderOpen}
            label={`Choose: ${label}`}
            tip={value === "" ? "Choose the file" : `${value}. Choose another file`}
            disabled={disabled}
            onClick={() => void choose()}
          />
        }
        onChange={onChange}
      />
      {asking && (
        <Dialog title={label} onClose={() => setAsking(false)} wide>
          <p className="quiet">{help}</p>
          <FileBrowser
            onlyRecordings
            from={from}
            onChoose={(path) => {
              setAsking(false);
              onChange(path);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

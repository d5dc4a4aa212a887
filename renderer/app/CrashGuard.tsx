import { Component, type ReactNode } from "react";
import { failureRecord } from "#contract/failure";
import { Button } from "#renderer/ui/Button.tsx";
import { FailureNote } from "#renderer/ui/FailureNote.tsx";

/** Stands in for a window that broke, with what to hand on and a way back. */
export class CrashGuard extends Component<{ readonly children: ReactNode }, { readonly thrown: unknown }> {
  override state = { thrown: null as unknown };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override render() {
    if (this.state.thrown === null) return this.props.children;
    return (
      <main className="crash">
        <h1>The window broke</h1>
        <p>Runs go on and everything saved is safe. Reloading the window takes up where you were.</p>
        <FailureNote failure={failureRecord(this.state.thrown)} />
        <Button tone="primary" onClick={() => location.reload()}>
          Reload the window
        </Button>
      </main>
    );
  }
}

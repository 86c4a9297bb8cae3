import { Component, type ReactNode } from "react";
import { FaultAlert } from "./fault-alert.tsx";

/** Keeps what cannot be shown from ending the page: it says why in its place. */
export class Caught extends Component<
  { readonly children: ReactNode },
  { readonly fault: string }
> {
  override readonly state = { fault: "" };

  static getDerivedStateFromError(error: unknown): { readonly fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    return fault === "" ? (
      this.props.children
    ) : (
      <FaultAlert title="Cannot be shown" fault={fault} />
    );
  }
}

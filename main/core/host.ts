/** Powers of the host; a face that lacks one leaves it out. */
export interface Host {
  /** Opens the system's dialog; null where the user cancelled. */
  pickFolder?(): Promise<string | null>;
  /** Opens the system's file manager at a file. */
  showInFolder?(path: string): Promise<void>;
}

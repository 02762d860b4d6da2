import type { HostSetting, Settings } from '../../shared/model/settings.ts';

/** Powers of the host; a face that lacks one leaves it out. */
export interface Host {
  /** Opens the system's dialog; null where the user cancelled. */
  pickFolder?(): Promise<string | null>;
  /** Opens the system's file manager at a file. */
  showInFolder?(path: string): Promise<void>;
  /** Moves a file to the system's trash. Rejects where the system can't, and the file stays. */
  moveToTrash?(path: string): Promise<void>;
  /** Settings that the host can follow. */
  settings?: readonly HostSetting[];
  /** Called when the library is open, and when settings may have changed, whoever changed them. */
  onSettings?(settings: Settings): void;
}

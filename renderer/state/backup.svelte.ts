import type { ImportReport } from '../../shared/api.ts';
import { MAX_IMPORT_CHARACTERS } from '../../shared/api-schema.ts';
import { t } from '../i18n/texts.ts';
import { Carrying } from './carrying.svelte.ts';

/** A file that the user has chosen; a `File` of the browser is one. */
export interface ChosenFile {
  name: string;
  /** Bytes. */
  size: number;
  text(): Promise<string>;
}

/** Keeping a copy of what the user said, and bringing one in. */
export class BackupState extends Carrying<'save' | 'bringIn'> {
  /** @param today `2026-06-14`, for the file's name */
  async save(today: string): Promise<void> {
    await this.work('save', async () => {
      const { text, decisions } = await this.client.exportDecisions({});
      if (decisions > 0) this.out.saveText(`bowerbird-${today}.jsonl`, text);
      this.toasts.show(decisions > 0 ? t.backup.saved(decisions) : t.backup.nothing);
    });
  }

  /** Brings a file in, and offers to undo it. */
  async bringIn(file: ChosenFile): Promise<void> {
    await this.work('bringIn', async () => {
      if (file.size > MAX_IMPORT_CHARACTERS) throw new Error(t.backup.tooLarge(file.name));
      const report = await this.client.importDecisions({ text: await file.text() });
      if (report.photos === 0) throw new Error(t.backup.notOne(file.name));
      this.facts = toFacts(report);
      this.tell(t.backup.broughtIn(report.decisions), report.changeId);
    });
  }
}

function toFacts(report: ImportReport): string[] {
  return [
    t.backup.broughtIn(report.decisions),
    ...(report.unchanged > 0 && report.decisions > 0 ? [t.backup.unchanged(report.unchanged)] : []),
    t.backup.known(report.photosKnown, report.photos),
    ...(report.photosKnown < report.photos ? [t.backup.waiting] : []),
    ...(report.skipped > 0 ? [t.backup.skipped(report.skipped)] : []),
  ];
}

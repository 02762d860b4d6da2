import type { Command } from 'commander';
import type { ApiClient } from '../../../shared/api.ts';
import type { Library } from '../../core/library.ts';
import type { Output } from './output.ts';

/** Options that every command knows. */
export interface CommonOptions {
  data: string;
  json?: true;
}

/** What a command's work is given. */
export interface Session {
  client: ApiClient;
  library: Library;
  output: Output;
}

/** Adds a command with the options that all have. */
export type AddCommand = (to: Command, spec: string, description: string) => Command;

/** Runs a command's work on an open library. */
export type Within = (options: CommonOptions, work: (session: Session) => Promise<void>) => Promise<void>;

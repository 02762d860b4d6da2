import type { Formats } from './formats.ts';
import { t } from './texts.ts';

// The ways of writing numbers, dates and amounts, in the current language; each is described in `formats.ts`.
export const formatNumber: Formats['formatNumber'] = (value) => t.formats.formatNumber(value);
export const formatPercent: Formats['formatPercent'] = (share) => t.formats.formatPercent(share);
export const formatDayHeading: Formats['formatDayHeading'] = (day, today) => t.formats.formatDayHeading(day, today);
export const formatDay: Formats['formatDay'] = (day) => t.formats.formatDay(day);
export const formatDayOfMonth: Formats['formatDayOfMonth'] = (day) => t.formats.formatDayOfMonth(day);
export const formatMonth: Formats['formatMonth'] = (day) => t.formats.formatMonth(day);
export const formatDays: Formats['formatDays'] = (first, last) => t.formats.formatDays(first, last);
export const formatTakenAt: Formats['formatTakenAt'] = (takenAt) => t.formats.formatTakenAt(takenAt);
export const formatMoment: Formats['formatMoment'] = (iso) => t.formats.formatMoment(iso);
export const formatExposure: Formats['formatExposure'] = (seconds) => t.formats.formatExposure(seconds);
export const formatBytes: Formats['formatBytes'] = (bytes) => t.formats.formatBytes(bytes);
export const formatPlace: Formats['formatPlace'] = (latitude, longitude) => t.formats.formatPlace(latitude, longitude);

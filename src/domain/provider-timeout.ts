import { ProviderTimeout } from './errors.ts';
import type { RequestSubject } from './request-subject.ts';

/** The error of a read, or of one attempt at it, whose time has run out. `title` is the provider's name for people. */
export const providerTimeout = (title: string, subject: RequestSubject): ProviderTimeout =>
  new ProviderTimeout(subject, `${title} did not respond in time. Try again later.`);

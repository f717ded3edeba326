import { LRUCache } from 'lru-cache';
import type { CallCache } from '../../cache/call-cache.ts';
import { ownBytes } from '../../cache/own-bytes.ts';
import type { UsedCopy } from '../answer-trace.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** An answer as it was sent. */
export interface StoredAnswer extends WholeAnswer {
  /** What it was made of. */
  readonly copies: readonly UsedCopy[];
}

/** What decides an answer. */
export interface Question {
  /** What whoever asks may see. */
  readonly view: string;
  readonly accept: string;
  /** The body as it was sent. */
  readonly body: Buffer;
}

/** Longer answers are made anew each time: a list of a hundred calls with their transcripts is as a rule no longer. */
const MAX_ANSWER_BYTES = 262_144;
/** Answers to longer questions are made anew each time. */
const MAX_QUESTION_BYTES = 65_536;
/** What an entry takes beside its texts. */
const BYTES_PER_ENTRY = 1_024;
const BYTES_PER_COPY = 64;

/**
 * Answers by question, bounded by bytes. One is given again for as long as every copy in it is what the cache would
 * serve and finds fresh: it is what execution would come to. Reads that it spares are counted as the cache's.
 */
export class AnswerStore {
  readonly #answers: LRUCache<string, StoredAnswer>;
  readonly #cache: Pick<CallCache, 'serves' | 'countSpared'>;

  constructor(cache: Pick<CallCache, 'serves' | 'countSpared'>, maxBytes: number) {
    this.#cache = cache;
    this.#answers = new LRUCache({ maxSize: maxBytes });
  }

  find(question: Question): StoredAnswer | null {
    if (question.body.length > MAX_QUESTION_BYTES) return null;
    const key = keyOf(question);
    const answer = this.#answers.get(key);
    if (answer === undefined) return null;
    if (!answer.copies.every(({ key, copy }) => this.#cache.serves(key, copy))) {
      this.#answers.delete(key);
      return null;
    }
    for (const { key } of answer.copies) this.#cache.countSpared(key);
    return answer;
  }

  keep(question: Question, answer: StoredAnswer): void {
    const { body } = question;
    if (body.length > MAX_QUESTION_BYTES || answer.bytes.length > MAX_ANSWER_BYTES) return;
    const bytes = ownBytes(answer.bytes);
    const size = BYTES_PER_ENTRY + body.length + bytes.length + answer.copies.length * BYTES_PER_COPY;
    this.#answers.set(keyOf(question), { ...answer, bytes }, { size });
  }

  /** Forgets everything: the same question may have another answer from now on. */
  clear(): void {
    this.#answers.clear();
  }
}

/** Neither of the first two has a line break in it. Latin-1 tells every two bodies apart, whatever they are written in. */
const keyOf = ({ view, accept, body }: Question): string => `${view}\n${accept}\n${body.toString('latin1')}`;

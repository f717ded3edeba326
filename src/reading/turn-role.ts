import type { TurnRole } from '../domain/call-vocabulary.ts';
import { vocabulary } from './vocabulary.ts';

/** Reads the words with which transcripts of any provider label their speakers. */
export const readTurnRole = vocabulary<TurnRole>(
  {
    AGENT: ['bot', 'agent', 'assistant', 'ai', 'model'],
    CUSTOMER: ['human', 'user', 'customer', 'lead', 'contact'],
    TOOL: ['tool', 'function', 'tool_call', 'tool_result', 'function_call'],
  },
  'UNKNOWN',
);

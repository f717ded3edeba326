import type { Call } from '../domain/call.ts';
import { toCallId } from '../domain/call-key.ts';
import type { JsonObject } from '../domain/json.ts';
import { toAnalysis } from './vcon-analysis.ts';
import { toDialog } from './vcon-dialog.ts';
import { VCON_VERSION, vconDate, vconObject } from './vcon-object.ts';
import { AGENT_PARTY, toParties } from './vcon-parties.ts';
import { toVconUuid } from './vcon-uuid.ts';

/**
 * The call as a vCon in unsigned form, by draft-ietf-vcon-vcon-core-04. It was created when the record was fetched.
 * `domain` is the host name of this server, within which the vCon's UUID is unique. A call without a dialog has no
 * attachment either, as an attachment belongs to a dialog.
 */
export function toVcon(call: Call, domain: string): JsonObject {
  const dialog = toDialog(call);
  const dialogIndex = dialog === null ? null : 0;
  return {
    vcon: VCON_VERSION,
    uuid: toVconUuid(toCallId(call), domain),
    created_at: call.fetchedAt.toISOString(),
    parties: toParties(call),
    dialog: dialog === null ? [] : [dialog],
    analysis: toAnalysis(call, dialogIndex),
    attachments: call.raw === null || dialogIndex === null ? [] : [toRecord(call, dialogIndex)],
  };
}

/** The provider's own record, received with the fetch. */
const toRecord = ({ fetchedAt, raw }: Call, dialog: number): JsonObject =>
  vconObject({
    purpose: 'provider record',
    start: vconDate(fetchedAt),
    party: AGENT_PARTY,
    dialog,
    mediatype: 'application/json',
    encoding: 'json',
    body: raw,
  });

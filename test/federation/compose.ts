import { composeServices as composeWithApollo } from '@apollo/composition';
import { composeServices as composeWithHive } from '@theguild/federation-composition';
import { parse } from 'graphql';

/** A subgraph as composition needs to know it. */
export interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Makes one supergraph of `subgraphs` and returns its SDL. Throws with everything that does not fit together. */
export type Compose = (subgraphs: readonly Subgraph[]) => string;

const apollo: Compose = (subgraphs) => supergraphOf(composeWithApollo(toServices(subgraphs)));
const hive: Compose = (subgraphs) => supergraphOf(composeWithHive(toServices(subgraphs)));

/** The two composers that routers of the field are fed by. */
export const COMPOSERS = { apollo, hive } as const satisfies Record<string, Compose>;

const toServices = (subgraphs: readonly Subgraph[]) =>
  subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));

function supergraphOf(result: {
  readonly supergraphSdl?: string | undefined;
  readonly errors?: readonly { readonly message: string }[] | undefined;
}): string {
  if (result.supergraphSdl !== undefined) return result.supergraphSdl;
  throw new Error((result.errors ?? []).map(({ message }) => message).join('\n'));
}

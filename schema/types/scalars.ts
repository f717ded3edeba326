import {
  GraphQLDateTime,
  GraphQLHexColorCode,
  GraphQLJSON,
  GraphQLJSONObject,
  GraphQLURL,
} from 'graphql-scalars';
import { builder } from '../builder.ts';

builder.addScalarType('DateTime', GraphQLDateTime, {
  description:
    'A moment in time: RFC 3339 with offset `Z` and milliseconds, such as `2026-06-12T04:00:04.000Z`.',
});
builder.addScalarType('JSON', GraphQLJSON, {
  description:
    'A JSON value of any type, as the provider sent it, such as a whole record. A map of named values is a `JSONObject`.',
});
builder.addScalarType('JSONObject', GraphQLJSONObject, {
  description: 'A JSON object: a map of named values.',
});
builder.addScalarType('URL', GraphQLURL, {
  description: 'An absolute URL with the scheme `http:` or `https:`.',
});
builder.addScalarType('HexColorCode', GraphQLHexColorCode, {
  description: 'A hexadecimal CSS colour, such as `#22c55e`.',
});

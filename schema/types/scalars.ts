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
    'A moment in time, RFC 3339 with offset `Z` and milliseconds, such as `2026-06-12T04:00:04.000Z`.',
});
builder.addScalarType('JSON', GraphQLJSON, { description: 'Any JSON value, passed on as it is.' });
builder.addScalarType('JSONObject', GraphQLJSONObject, { description: 'A JSON object, passed on as it is.' });
builder.addScalarType('URL', GraphQLURL, { description: 'An absolute `http:` or `https:` address.' });
builder.addScalarType('HexColorCode', GraphQLHexColorCode, {
  description: 'A colour as CSS writes it in hexadecimal, such as `#22c55e`.',
});

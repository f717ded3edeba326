import { got, type HandlerFunction, Options, type Request, type RequestFunction } from 'got';

/** Opens a stream of the decompressed body of the response that `request` resolves with. */
export type OpenStream = (url: string, request: RequestFunction) => Request;

/** Streams of a got that sends once and decides nothing: retries, waits, limits and verdicts belong to the layers above. */
export function createOpenStream(headers: Readonly<Record<string, string>>): OpenStream {
  const client = got.extend({ handlers: [spareNativeOptions] });
  const options = new Options(
    undefined,
    {
      headers,
      isStream: true,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false, // a redirect would carry the key to any host that it names
      strictContentLength: true,
    },
    client.defaults.options,
  );
  return (url, request) => {
    // got copies these options when it begins a request; options passed to it would be merged as well, which takes longer
    options.url = url;
    options.request = request;
    return client(undefined, undefined, options) as Request;
  };
}

const NATIVE_OPTIONS = new Options('http://localhost').createNativeRequestOptions();

/**
 * Hands the same native options to every `request` function, which ignores them here. Creating them takes a third of the
 * time of a whole request: they have forty members, most of them undefined.
 */
const spareNativeOptions: HandlerFunction = (options, next) => {
  options.createNativeRequestOptions = () => NATIVE_OPTIONS;
  return next(options);
};

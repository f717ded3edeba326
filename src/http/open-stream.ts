import { got, type HandlerFunction, Options, type Request, type RequestFunction } from 'got';

/** Begins a request, which `request` sends: a stream of the unpacked body of the response that it resolves with. */
export type OpenStream = (url: string, request: RequestFunction) => Request;

/** Streams of a got that asks once and decides nothing: whoever retries, waits, limits or judges stands above it. */
export function createOpenStream(headers: Readonly<Record<string, string>>): OpenStream {
  const client = got.extend({ handlers: [spareNativeOptions] });
  const options = new Options(
    undefined,
    {
      headers,
      isStream: true,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false, // a redirect would carry the key to wherever it points
      strictContentLength: true,
    },
    client.defaults.options,
  );
  return (url, request) => {
    // got copies them as it begins a request; options handed to it would be merged as well, which takes longer
    options.url = url;
    options.request = request;
    return client(undefined, undefined, options) as Request;
  };
}

const NATIVE_OPTIONS = new Options('http://localhost').createNativeRequestOptions();

/**
 * For `request` functions, which do not look at the options that got hands them. Those have forty members, most of them
 * undefined, and take a third of the time of a whole request to make.
 */
const spareNativeOptions: HandlerFunction = (options, next) => {
  options.createNativeRequestOptions = () => NATIVE_OPTIONS;
  return next(options);
};

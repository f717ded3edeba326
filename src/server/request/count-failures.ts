/**
 * Runs `authenticate`, and on failure `admit`, which counts the request towards the traffic limits and may throw an
 * error of its own. A request that authentication accepts is counted later, under the name of its credential.
 */
export function countFailures(
  authenticate: () => void | Promise<void>,
  admit: () => void,
): void | Promise<void> {
  const onFailure = (error: unknown): never => {
    admit();
    throw error;
  };
  try {
    return authenticate()?.catch(onFailure);
  } catch (error) {
    onFailure(error);
  }
}

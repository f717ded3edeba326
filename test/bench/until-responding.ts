/** Resolves to the milliseconds until `port` responds to HTTP. */
export async function untilResponding(
  port: number,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
      return performance.now() - began;
    } catch (error) {
      if (performance.now() - began > 30_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

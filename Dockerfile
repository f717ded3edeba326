# syntax=docker/dockerfile:1
ARG NODE_VERSION=22
ARG ALPINE_VERSION=3.22

FROM node:${NODE_VERSION}-alpine${ALPINE_VERSION} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json ./
COPY schema schema
COPY scripts scripts
COPY src src
RUN npm run build

# No npm, no compiler, no sources, no packages: Node's executable, the bundles, and the files of the pages.
FROM alpine:${ALPINE_VERSION}
RUN apk add --no-cache libstdc++
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/dist dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
# A number, because Kubernetes cannot tell from a name that the user is not root.
USER 10001:10001
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The command of "npm start", which a test compares. By default V8 lets the heap grow to four times its live objects before
# it collects the old generation, and most of that would be calls that the cache has evicted.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=16", "--heap-growing-percent=50", "dist/main.js"]

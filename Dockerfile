# syntax=docker/dockerfile:1
# One image for every process: the command chooses the role, for example
#   docker run souk:0.1.0 node dist/apps/validation/main.js
ARG NODE_VERSION=24

FROM node:${NODE_VERSION} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && rm -rf dist/test

# Optional packages are development's embedded PostgreSQL, native accelerators with a JavaScript
# fallback, and what brings Prisma's whole toolbox (355 MB): left out. The one that is wanted is the
# sandbox's second engine, which comes compiled. Nothing that runs here needs an install script.
FROM node:${NODE_VERSION} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
COPY --from=build /app/node_modules/isolated-vm ./node_modules/isolated-vm
COPY --from=build /app/node_modules/node-gyp-build ./node_modules/node-gyp-build

FROM node:${NODE_VERSION}-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY prisma ./prisma
COPY --from=build /app/dist ./dist
USER 1000:1000
# 4400: the gateway's public HTTP. 9400: health and metrics of every process.
EXPOSE 4400 9400
CMD ["node", "dist/apps/gateway/main.js"]

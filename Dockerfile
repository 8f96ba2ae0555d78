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

# Optional packages are development's embedded PostgreSQL and native accelerators with a JavaScript
# fallback; nothing that runs here needs an install script.
FROM node:${NODE_VERSION} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

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

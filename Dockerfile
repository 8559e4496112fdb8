# docker build -t tablewright . && docker run -p 127.0.0.1:4000:4000 -v tablewright:/data tablewright
FROM node:20-bookworm-slim AS graphiql
WORKDIR /source/graphiql
COPY graphiql/package.json graphiql/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY graphiql ./
RUN npm run build

FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libclang-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
COPY --from=graphiql /source/graphiql/dist graphiql/dist
RUN cargo build --release --locked --package tablewright-server --bin tablewright

FROM debian:bookworm-slim
RUN useradd --system --create-home --home-dir /data tablewright
COPY --from=build /source/target/release/tablewright /usr/local/bin/tablewright
USER tablewright
WORKDIR /data
VOLUME /data
ENV TABLEWRIGHT_LISTEN=0.0.0.0:4000
EXPOSE 4000
CMD ["tablewright", "serve"]

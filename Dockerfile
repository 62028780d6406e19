# One image for topics, workers and web view: `docker build -t dateline .`, `docker run dateline --help`.
# The tag names one release of Python. To pin its bytes as well, give the digest that you checked:
#   docker build --build-arg BASE=python:3.11.14-slim-bookworm@sha256:… .
ARG BASE=python:3.11.14-slim-bookworm

FROM ${BASE} AS build
WORKDIR /source
COPY requirements-build.lock ./
RUN python3 -m pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY schemas schemas
COPY seeds seeds
COPY streams streams
RUN python3 -m hatchling build -t wheel -d /wheel

FROM ${BASE}
RUN useradd --system --uid 10001 --no-create-home dateline && install -d -o dateline /data
COPY requirements.lock /tmp/
RUN python3 -m pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock && rm /tmp/requirements.lock
COPY --from=build /wheel /wheel
RUN python3 -m pip install --no-cache-dir --no-deps /wheel/*.whl && rm -r /wheel
USER dateline
WORKDIR /data
VOLUME /data
ENV DATELINE_DATA_DIR=/data DATELINE_HEALTH_PORT=9100 PYTHONUNBUFFERED=1
# of a worker; who runs the view asks its port 8080 (docker-compose.yml)
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --retries=6 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9100/healthz', timeout=5)"]
ENTRYPOINT ["dateline"]
CMD ["worker"]

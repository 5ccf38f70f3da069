# The platform's image: one for the web server, the workers, the scheduler and the one-off commands.
#   docker build --tag wham-platform .
# Multi-stage: nothing that was needed to build it stays in it. All stages begin from one image, named with its digest; for a newer one ask
#   docker buildx imagetools inspect python:3.11-slim-bookworm --format '{{.Manifest.Digest}}'

FROM python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements.txt .
# One small dependency comes as source only; it is pure Python and needs no compiler.
RUN python -m pip wheel --require-hashes --wheel-dir /wheels --requirement requirements.txt

# The site, a client of the API with nothing of the platform in it.
#   docker build --target site --tag wham-site .
FROM python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS site
ENV PYTHONUNBUFFERED=1 SITE_HOST=0.0.0.0 SITE_PORT=8001
COPY web/requirements.txt /tmp/requirements.txt
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /tmp/requirements.txt \
    && useradd --system --uid 10002 --no-create-home --shell /usr/sbin/nologin site
WORKDIR /app
COPY web web
RUN python -m compileall -q web
USER 10002:10002
EXPOSE 8001
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['SITE_PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "web"]

FROM python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS runtime
ENV PYTHONUNBUFFERED=1 PYTHONFAULTHANDLER=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    VAR_DIR=/var/lib/wham STATIC_ROOT=/srv/static PORT=8000
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    python -m pip install --no-cache-dir --disable-pip-version-check --no-index /wheels/*.whl \
    && useradd --system --uid 10001 --home-dir /var/lib/wham --create-home --shell /usr/sbin/nologin wham
WORKDIR /app
COPY . .
# Collecting reads settings but talks to nothing; these values stay in this one command.
RUN python -m compileall -q . \
    && SECRET_KEY=only-for-collecting-static-files-0123456789-0123456789 SITE_URL=https://build.invalid \
       DATABASE_URL=sqlite:////tmp/none.sqlite3 python manage.py collectstatic --noinput --verbosity 0
# Runs as nobody in particular, and writes to this volume and /tmp only: fit for a read-only root file system.
USER 10001:10001
VOLUME /var/lib/wham
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/live/', timeout=4)"]
# gunicorn as process 1 passes signals on and reaps its workers itself; compose adds an init all the same.
CMD ["python", "-m", "gunicorn"]

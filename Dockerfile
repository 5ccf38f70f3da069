# The platform's image: one for the web server, the workers, the scheduler and the one-off commands.
#   docker build --tag wham-platform .
# Multi-stage: nothing that was needed to build it stays in it.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements.txt .
# One small dependency comes as source only; it is pure Python and needs no compiler.
RUN python -m pip wheel --wheel-dir /wheels --requirement requirements.txt

FROM python:3.11-slim-bookworm AS runtime
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

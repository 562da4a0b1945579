# One image for every service: `docker run wirewatch run tagging`. See docs/deployment.md.
FROM python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/wirewatch
COPY pyproject.toml requirements.lock README.md ./
COPY schemas schemas
COPY services services
COPY seeds seeds
COPY wirewatch wirewatch
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/wirewatch/bin/pip install --disable-pip-version-check -c requirements.lock '.[postgres]'

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home wirewatch \
    && install --directory --owner=wirewatch /var/lib/wirewatch
COPY --from=build /opt/wirewatch /opt/wirewatch
ENV PATH=/opt/wirewatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    WIREWATCH_DATA=/var/lib/wirewatch
USER wirewatch
WORKDIR /var/lib/wirewatch
# Only services have a health to ask for: docker-compose.yml does.
HEALTHCHECK NONE
ENTRYPOINT ["wirewatch"]
CMD ["--help"]

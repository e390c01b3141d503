package dev.penstock.feast;

import dev.penstock.config.OfflineConfig;

/// Reads the section `offline_store`: a type, or a map with one.
final class OfflineSection {
  private static final String KEY = "offline_store";

  private OfflineSection() {}

  static OfflineConfig read(Section root) {
    var section = root.below(KEY);
    String type = root.kind(KEY).orElse("dask");
    section.pass("type");
    var config =
        switch (type) {
          case "file", "dask" -> files();
          case "duckdb" -> duckdb(section);
          case "postgres",
              "feast.infra.offline_stores.contrib.postgres_offline_store.postgres.PostgreSQLOfflineStore" ->
              postgres(section);
          default -> {
            root.map()
                .problem(
                    KEY,
                    "is '" + type + "', of which Penstock knows file, dask, duckdb and postgres");
            section.passAll();
            yield files();
          }
        };
    section.endClosed();
    return config;
  }

  private static OfflineConfig files() {
    return new OfflineConfig.Parquet(
        Shipped.WAITING_BYTES,
        Shipped.DUCKDB_BYTES,
        Shipped.THREADS,
        Shipped.IDENTITY_RETENTION,
        // Feast starts whatever its files are like.
        OfflineConfig.Misfits.WARN);
  }

  private static OfflineConfig duckdb(Section section) {
    section.pass("staging_location", "staging_location_endpoint_override");
    return files();
  }

  private static OfflineConfig postgres(Section section) {
    section.pass("entity_select_mode");
    return new OfflineConfig.Postgres(
        PostgresSection.server(section),
        Shipped.WAITING_BYTES,
        Shipped.IDENTITY_RETENTION,
        OfflineConfig.Misfits.WARN,
        Shipped.SCANS,
        Shipped.SCAN_TIMEOUT);
  }
}

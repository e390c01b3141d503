package dev.penstock.offline.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_16;

import dev.penstock.postgres.PostgresServer;

class OlderPostgresOfflineStoreTest extends PostgresOfflineStoreTest {
  @Override
  PostgresServer server() {
    return POSTGRES_16;
  }
}

package dev.penstock.online.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_16;

import dev.penstock.postgres.PostgresServer;

class OlderPostgresOnlineStoreTest extends PostgresOnlineStoreTest {
  @Override
  PostgresServer server() {
    return POSTGRES_16;
  }
}

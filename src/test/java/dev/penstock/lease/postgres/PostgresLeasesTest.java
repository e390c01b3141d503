package dev.penstock.lease.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.lease.Leases;
import dev.penstock.lease.SharedContract;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.online.postgres.PostgresOnlineStore;
import dev.penstock.postgres.PostgresServer;
import dev.penstock.registry.Progress;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresLeasesTest extends SharedContract {
  private static final PostgresServer SERVER = PostgresServer.POSTGRES_18;
  private static final String SCHEMA = "lease_test";

  private static Vertx vertx;
  private static SharedTables tables;
  private static PostgresOnlineStore online;

  @BeforeAll
  static void open() throws Exception {
    SERVER.empty(SCHEMA);
    vertx = Vertx.vertx();
    tables = tables(SCHEMA, true);
    await(tables.prepare());
    var config = new OnlineConfig.Postgres(server(SCHEMA, true), 3, true, ZoneId.of("UTC"), false);
    online = new PostgresOnlineStore(vertx, config, BatchListener.NONE);
    await(online.prepare(OnlineStoreSamples.definitions(OnlineStoreSamples.VIEW)));
  }

  @AfterAll
  static void close() throws Exception {
    await(tables.close().eventually(online::close).eventually(vertx::close));
  }

  @Override
  protected Leases leases() {
    return tables.leases("shop");
  }

  @Override
  protected Progress progress() {
    return tables.progress("shop");
  }

  @Override
  protected OnlineStore online() {
    return online;
  }

  @Test
  void projectsDoNotMeet() throws Exception {
    var held = held();

    assertThat(await(tables.leases("other").acquire(held.lease(), "b", Duration.ofMinutes(1))))
        .isPresent();
  }

  @Test
  void tablesThatMayNotBeCreatedAreNamed() throws Exception {
    SERVER.empty("lease_bare");
    var bare = tables("lease_bare", false);

    assertThatThrownBy(() -> await(bare.prepare()))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.SCHEMA_MISSING))
        .hasMessageContaining("there is no table lease_bare.penstock_leases");
    await(bare.close());
  }

  @Test
  void severalProcessesCreateThemAtOnce() throws Exception {
    SERVER.empty("lease_many");
    var one = tables("lease_many", true);
    var other = tables("lease_many", true);

    await(Future.join(one.prepare(), other.prepare()));

    await(one.prepare());
    await(one.close());
    await(other.close());
  }

  private static SharedTables tables(String schema, boolean create) {
    return new SharedTables(vertx, server(schema, create));
  }

  private static PostgresConfig server(String schema, boolean create) {
    var guard =
        new GuardConfig(
            2, Duration.ofMillis(20), Duration.ofMillis(50), 100, Duration.ofMillis(50));
    return PostgresServer.config(
        SERVER.port(), schema, "postgres", create, 2, Duration.ofSeconds(5), guard);
  }
}

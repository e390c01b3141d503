package dev.penstock.online.postgres;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Roles that may not do all that the store does.
class DeniedTest extends StoreOnPostgres {
  private static final FeatureView VIEW = view("view", "f0");
  private static final byte[] ONE = {0x20, 1};

  @BeforeEach
  void createRoles() throws Exception {
    dropRoles();
    POSTGRES_18.execute(
        "CREATE ROLE reader LOGIN",
        "CREATE ROLE locked LOGIN PASSWORD 'another'",
        "CREATE ROLE crowded LOGIN CONNECTION LIMIT 0");
    Path hba = Path.of(POSTGRES_18.texts("SHOW hba_file").getFirst());
    String rule = "host all locked 127.0.0.1/32 scram-sha-256\n";
    String rules = Files.readString(hba);
    if (!rules.contains(rule)) {
      Files.writeString(hba, rule + rules);
    }
    POSTGRES_18.execute("SELECT pg_reload_conf()");
  }

  @AfterEach
  void dropRoles() throws SQLException {
    POSTGRES_18.execute(
        "DROP SCHEMA IF EXISTS feast CASCADE", "DROP ROLE IF EXISTS reader, locked, crowded");
  }

  @Test
  void aRoleThatMayOnlyReadIsDeniedToWrite() throws Exception {
    var _ = prepared(StoreConfigs.config(), VIEW);
    POSTGRES_18.execute(
        "GRANT USAGE ON SCHEMA feast TO reader", "GRANT SELECT ON feast.shop_view TO reader");
    var store = open(StoreConfigs.config("reader"));
    done(store.prepare(definitions(VIEW)));

    var denied = store.upsert(row(VIEW, "a", 1, 1, ONE), PUSH);

    assertKind(denied, FailureKind.STORE_DENIED, "permission denied");
    assertThat(read(store, VIEW, "a")).isNull();
  }

  @Test
  void aWrongPasswordIsDeniedAndARightOneIsNot() throws Exception {
    var store = open(StoreConfigs.config("locked"));
    // The role is in force once the server has read its rules again.
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (store.check().transform(done -> Future.succeededFuture(done.succeeded())).await()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      store = open(StoreConfigs.config("locked"));
    }

    assertKind(store.check(), FailureKind.STORE_DENIED, "password authentication failed");
    POSTGRES_18.execute("ALTER ROLE locked PASSWORD 'secret'");
    done(store.check());
  }

  @Test
  void tooManyConnectionsPassByThemselves() throws Exception {
    var store = open(StoreConfigs.config("crowded"));

    assertKind(store.check(), FailureKind.UNAVAILABLE, "too many connections");
    POSTGRES_18.execute("ALTER ROLE crowded CONNECTION LIMIT 10");
    done(store.check());
  }

  @Test
  void aServerThatIsReadOnlyDoesNotPassTheCheck() throws Exception {
    POSTGRES_18.execute("ALTER ROLE reader SET default_transaction_read_only TO on");
    var store = open(StoreConfigs.config("reader"));

    assertKind(store.check(), FailureKind.UNAVAILABLE, "read only");
  }

  @Test
  void aClosedStoreRefuses() throws Exception {
    var store = prepared(StoreConfigs.config(), VIEW);
    done(store.close());
    done(store.close());

    assertKind(store.check(), FailureKind.DRAINING, "closed");
    assertKind(store.upsert(row(VIEW, "a", 1, 1, ONE), PUSH), FailureKind.DRAINING, "closed");
  }

  private static void assertKind(Future<?> failed, FailureKind kind, String words) {
    assertThatThrownBy(() -> done(failed))
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}

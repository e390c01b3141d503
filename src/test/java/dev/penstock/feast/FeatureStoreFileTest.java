package dev.penstock.feast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig.Verify;
import dev.penstock.feast.registry.RegistryConfig;
import dev.penstock.feast.registry.RegistryConfig.Dialect;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureStoreFileTest {
  private static final String LEAST = "project: shop\nregistry: data/registry.db\n";

  @TempDir private Path directory;

  @Test
  void theRecordedRepositoryIsReadWithoutAWarning() {
    var golden = Path.of("src/test/resources/golden/feature_repo");

    var repository = FeatureStoreFile.read(golden, Map.of());

    assertThat(repository.warnings()).isEmpty();
    assertThat(repository.scope().project()).isEqualTo("golden");
    assertThat(repository.registry())
        .isEqualTo(
            new RegistryConfig.File(
                golden.toAbsolutePath().resolve("data/registry.db"), Duration.ofMinutes(10)));
    var redis = (OnlineConfig.Redis) repository.online();
    assertThat(redis.servers()).containsExactly(new Server("localhost", 6379));
    assertThat(redis.entityKeyVersion()).isEqualTo(3);
    assertThat(repository.offline()).isInstanceOf(OfflineConfig.Parquet.class);
  }

  @Test
  void whatIsNotSaidIsAsInFeast() throws Exception {
    var repository = read(LEAST);

    var sqlite = (OnlineConfig.Sqlite) repository.online();
    assertThat(sqlite.path()).isEqualTo(directory.resolve("data/online.db"));
    assertThat(repository.offline()).isInstanceOf(OfflineConfig.Parquet.class);
    assertThat(repository.registry().cacheTtl()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void redisIsReadFromItsConnectionString() throws Exception {
    var repository =
        read(
            LEAST
                + """
                online_store:
                  type: redis
                  redis_type: redis_sentinel
                  connection_string: "a:1,b:2,db=3,username=me,password=x=y,ssl=true,ssl_check_hostname=false,retry_on_timeout=true"
                  key_ttl_seconds: 60
                entity_key_serialization_version: 2
                """);

    var redis = (OnlineConfig.Redis) repository.online();
    assertThat(redis.mode()).isEqualTo(Mode.SENTINEL);
    assertThat(redis.servers()).containsExactly(new Server("a", 1), new Server("b", 2));
    assertThat(redis.database()).isEqualTo(3);
    assertThat(redis.username()).contains("me");
    assertThat(redis.password()).contains(new Secret("x=y"));
    assertThat(redis.tls().enabled()).isTrue();
    assertThat(redis.tls().verify()).isEqualTo(Verify.CA);
    assertThat(redis.keyTtl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(redis.entityKeyVersion()).isEqualTo(2);
    assertThat(repository.warnings())
        .extracting(FileProblem::line, FileProblem::reason)
        .containsExactly(tuple(6, "has the option 'retry_on_timeout', which Penstock ignores"));
  }

  @Test
  void postgresIsReadForBothStores() throws Exception {
    var repository =
        read(
            LEAST
                + """
                online_store:
                  type: postgres
                  host: db
                  database: feast
                  db_schema: online
                  user: me
                  password: 12345
                  conn_type: pool
                  max_conn: 7
                  vector_enabled: true
                offline_store:
                  type: postgres
                  host: history
                  database: feast
                  user: me
                  sslmode: disable
                """);

    var online = (OnlineConfig.Postgres) repository.online();
    assertThat(online.vectors()).isTrue();
    assertThat(online.server().schema()).isEqualTo("online");
    assertThat(online.server().password()).contains(new Secret("12345"));
    assertThat(online.server().connections()).isEqualTo(7);
    // Feast's default asks for encryption, but for no issuer.
    assertThat(online.server().tls().enabled()).isTrue();
    assertThat(online.server().tls().verify()).isEqualTo(Verify.NONE);
    var offline = (OfflineConfig.Postgres) repository.offline();
    assertThat(offline.server().host()).isEqualTo("history");
    assertThat(offline.server().tls().enabled()).isFalse();
  }

  @Test
  void variablesOfTheEnvironmentAreReplacedBeforeAnythingIsRead() throws Exception {
    write("project: $NAME\nregistry: ${DIR}/registry.db\n# ${UNSET}\n");

    var repository = FeatureStoreFile.read(directory, Map.of("NAME", "shop", "DIR", "/lake"));

    assertThat(repository.scope().project()).isEqualTo("shop");
    assertThat(repository.registry().name()).isEqualTo("/lake/registry.db");
    assertThat(repository.warnings())
        .singleElement()
        .hasToString(file() + ":3: the environment variable UNSET is not set; its name stays");
  }

  @Test
  void theEnvironmentMayHoldTheFile() {
    var content = Base64.getEncoder().encodeToString(LEAST.getBytes(StandardCharsets.UTF_8));

    var repository = FeatureStoreFile.read(directory, Map.of("FEATURE_STORE_YAML_BASE64", content));

    assertThat(repository.scope().project()).isEqualTo("shop");
    assertThat(repository.registry().name())
        .isEqualTo(directory.resolve("data/registry.db").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sqlite:///data/r.db                              | SQLITE     | jdbc:sqlite:{}/data/r.db
          sqlite:////var/r.db                              | SQLITE     | jdbc:sqlite:/var/r.db
          postgresql+psycopg://me:p%40+x@db/feast          | POSTGRESQL | jdbc:postgresql://db:5432/feast
          postgresql://me:p%40+x@db:1/feast?sslmode=require | POSTGRESQL | jdbc:postgresql://db:1/feast
          mysql+pymysql://me:p%40+x@db/feast               | MYSQL      | jdbc:mariadb://db:3306/feast
          """)
  void sqlRegistriesAreReadFromTheirUrl(String path, Dialect dialect, String url) throws Exception {
    var repository =
        read(
            "project: shop\nregistry:\n  registry_type: sql\n  cache_ttl_seconds: 60\n  path: "
                + path
                + "\n");

    var sql = (RegistryConfig.Sql) repository.registry();
    assertThat(sql.dialect()).isEqualTo(dialect);
    assertThat(sql.url()).isEqualTo(url.replace("{}", directory.toString()));
    assertThat(sql.cacheTtl()).isEqualTo(Duration.ofMinutes(1));
    if (dialect != Dialect.SQLITE) {
      assertThat(sql.properties()).containsEntry("user", "me").containsEntry("password", "p@+x");
      assertThat(sql.name() + sql).doesNotContain("p@");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "online_store: dynamodb",
        "online_store: null",
        "offline_store: {type: bigquery}",
        "auth: {type: oidc, auth_discovery_url: 'https://x'}",
        "entity_key_serialization_version: 1",
        "online_store: {type: redis, unknown: 1}",
        "online_store: {type: redis, connection_string: 'a:1,ssl_ciphers=x'}",
        "online_store: {type: sqlite, vector_enabled: true}",
        "online_store: {type: postgres, host: h, database: d, user: u, sslmode: prefer}",
        "online_store: {type: postgres, host: h, database: d}"
      })
  void whatCannotBeIgnoredIsAnErrorWithItsLine(String setting) throws Exception {
    assertThat(problems(LEAST + setting)).hasSize(1).allMatch(problem -> problem.line() == 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry: s3://bucket/registry.db",
        "registry: gs://bucket/registry.db",
        "registry: {registry_type: remote, path: 'host:80'}",
        "registry: {registry_type: sql, path: 'oracle://u:p@h/d'}",
        "registry: {registry_type: sql, path: 'postgresql://u:p@h/d?sslpassword=x'}",
        "registry: {path: a, cache_ttl_seconds: -1}"
      })
  void registriesOutOfReachAreErrorsWithTheirLine(String setting) throws Exception {
    assertThat(problems("project: shop\n" + setting))
        .hasSize(1)
        .allMatch(problem -> problem.line() == 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown: 1",
        "batch_engine: {type: spark.engine}",
        "feature_server: {type: mcp}",
        "feature_server: {offline_push_batching_enabled: true}",
        "feature_server: {new_key: 1}",
        "online_store: {type: redis, skip_dedup: true}"
      })
  void whatLosesNothingIsAWarningWithItsLine(String setting) throws Exception {
    assertThat(read(LEAST + setting).warnings())
        .hasSize(1)
        .allMatch(warning -> warning.line() == 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "provider: local",
        "flags: {alpha: true}",
        "auth: {type: no_auth}",
        "batch_engine: local",
        "materialization: {pull_latest_features: true}",
        "feature_server: {enabled: true, metrics: {enabled: true, push: false}}",
        "offline_store: {type: duckdb}",
        "online_store: {type: sqlite, path: /tmp/online.db}"
      })
  void whatIsTheSameOrOfNoConcernIsReadInSilence(String setting) throws Exception {
    assertThat(read(LEAST + setting).warnings()).isEmpty();
  }

  @Test
  void everyProblemIsToldAtOnce() throws Exception {
    assertThat(problems("project: _x\nonline_store: dynamodb\noffline_store: spark\n"))
        .extracting(FileProblem::path)
        .containsExactlyInAnyOrder("project", "online_store", "offline_store", "registry");
  }

  @Test
  void aPasswordIsNeverTold() throws Exception {
    var problems =
        problems(
            """
            project: shop
            registry: {registry_type: sql, path: 'oracle://me:hidden@h/d'}
            online_store: {type: redis, connection_string: 'hidden,password=hidden,db=x'}
            """);

    assertThat(problems).isNotEmpty().noneMatch(problem -> problem.toString().contains("hidden"));
  }

  @Test
  void aDirectoryWithoutTheFileIsNamed() {
    var failure =
        catchThrowableOfType(
            InvalidFileException.class, () -> FeatureStoreFile.read(directory, Map.of()));

    assertThat(failure).hasMessageContaining(file()).hasMessageContaining("no such file");
  }

  private List<FileProblem> problems(String text) throws IOException {
    write(text);
    var failure =
        catchThrowableOfType(
            InvalidFileException.class, () -> FeatureStoreFile.read(directory, Map.of()));
    return Optional.ofNullable(failure).map(InvalidFileException::problems).orElse(List.of());
  }

  private FeastRepository read(String text) throws IOException {
    write(text);
    return FeatureStoreFile.read(directory, Map.of());
  }

  private void write(String text) throws IOException {
    assertThat(Files.writeString(Path.of(file()), text)).exists();
  }

  private String file() {
    return directory.resolve("feature_store.yaml").toString();
  }
}

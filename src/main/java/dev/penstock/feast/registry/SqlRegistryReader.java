package dev.penstock.feast.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.feast.proto.Registry;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Reads a registry that is kept in tables (contract 8.6).
///
/// A change is seen in the numbers and times of rows. Those have a resolution of a second only, and
/// some operations of Feast do not set them: for a while after a change, and whenever
/// `cache_ttl_seconds` have passed, everything is read and compared.
final class SqlRegistryReader implements RegistryReader {
  private static final Duration UNSETTLED = Duration.ofSeconds(5);

  private final RegistryConfig.Sql config;
  private final Scope scope;
  private final InstantSource clock;
  private final Connections connections;
  private String summary = "";
  private String content = "";
  private Instant changed = Instant.MIN;
  private Instant compared = Instant.MIN;

  SqlRegistryReader(RegistryConfig.Sql config, Scope scope, InstantSource clock) {
    this.config = config;
    this.scope = scope;
    this.clock = clock;
    this.connections = new Connections(config);
  }

  @Override
  public FeastDefinitions read() {
    return RegistryDefinitions.of(registry(), scope, config.name());
  }

  @Override
  public synchronized String state() {
    Instant now = clock.instant();
    String found = asked(tables -> tables.summary(scope.project()));
    if (!found.equals(summary)) {
      summary = found;
      changed = now;
    }
    boolean unsettled = now.isBefore(changed.plus(UNSETTLED));
    if (unsettled || isDue(now)) {
      content = Fingerprint.of(registry());
      compared = now;
    }
    return content;
  }

  @Override
  public void close() {
    connections.close();
  }

  private boolean isDue(Instant now) {
    return !config.cacheTtl().isZero() && !now.isBefore(compared.plus(config.cacheTtl()));
  }

  private Registry registry() {
    return asked(tables -> tables.registry(scope.project()));
  }

  private <T> T asked(Connections.Question<T> question) {
    try {
      return connections.ask(question);
    } catch (SQLException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "the registry " + config.name() + " is unavailable: " + failure.getMessage(),
          failure);
    } catch (InvalidProtocolBufferException broken) {
      throw new InvalidFileException(
          List.of(
              new FileProblem(
                  config.name(), 0, "", "holds a broken message: " + broken.getMessage())));
    }
  }
}

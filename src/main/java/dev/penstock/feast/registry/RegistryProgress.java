package dev.penstock.feast.registry;

import dev.penstock.model.Interval;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Windows that are done as Feast's registry has them, so that processes of Feast see those of
/// Penstock, and the reverse.
///
/// A process of Feast that has read the registry before a window was recorded, and writes it
/// afterwards, writes it without (contract 12, W19). Each window is therefore looked for again, and
/// recorded again where that has happened.
///
/// Whoever waits for a registry waits alone: neither jobs on the same context nor other looks stand
/// behind it. Writers keep records of one process apart as they do those of several.
public final class RegistryProgress implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryProgress.class);
  private static final List<Duration> LOOKS =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final Vertx vertx;
  private final RegistryWriter writer;

  public RegistryProgress(Vertx vertx, RegistryConfig config, String project) {
    this(vertx, RegistryWriter.of(config, project, InstantSource.system()));
  }

  RegistryProgress(Vertx vertx, RegistryWriter writer) {
    this.vertx = vertx;
    this.writer = writer;
  }

  @Override
  public Future<Map<String, List<Interval>>> done(Collection<String> views) {
    return vertx.executeBlocking(() -> writer.intervals(views), false).map(Objects::requireNonNull);
  }

  @Override
  public Future<Void> record(String view, Interval window) {
    return vertx
        .executeBlocking(
            () -> {
              writer.record(view, window);
              return true;
            },
            false)
        .onSuccess(recorded ->
            LOOKS.forEach(
                delay -> vertx.setTimer(delay.toMillis(), fired -> lookAgain(view, window))))
        .mapEmpty();
  }

  private void lookAgain(String view, Interval window) {
    vertx
        .executeBlocking(() -> recordedAgain(view, window), false)
        .onFailure(cause ->
            LOG.atWarn()
                .addKeyValue("view", view)
                .log("the registry is not looked at again: {}", cause.getMessage()));
  }

  private boolean recordedAgain(String view, Interval window) {
    boolean isThere =
        writer.intervals(List.of(view)).values().stream().allMatch(done -> done.contains(window));
    if (!isThere) {
      LOG.atWarn()
          .addKeyValue("view", view)
          .log("another process has overwritten what was recorded in the registry; again");
      writer.record(view, window);
    }
    return !isThere;
  }
}

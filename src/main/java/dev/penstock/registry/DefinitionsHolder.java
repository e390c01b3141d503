package dev.penstock.registry;

import static java.util.Objects.requireNonNull;

import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The definitions in use. They are replaced as a whole, once everybody who must be ready for the
/// new ones is; otherwise what runs goes on.
public final class DefinitionsHolder {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionsHolder.class);

  private final Vertx vertx;
  private final Callable<Definitions> reader;
  private final List<Preparation> preparations;
  private final InstantSource clock;
  private final ReloadListener listener;
  private volatile Loaded loaded;
  private volatile Optional<Failure> lastFailure = Optional.empty();
  private boolean reloading;
  private @Nullable Promise<Loaded> waiting;

  /// Definitions that came into use.
  ///
  /// @param version 1 for the definitions of the start, one more with each reload
  public record Loaded(Definitions definitions, int version, Instant at) {}

  /// A reload that changed nothing.
  public record Failure(Instant at, String reason) {}

  private DefinitionsHolder(
      Vertx vertx,
      Callable<Definitions> reader,
      List<Preparation> preparations,
      InstantSource clock,
      ReloadListener listener,
      Loaded first) {
    this.vertx = vertx;
    this.reader = reader;
    this.preparations = List.copyOf(preparations);
    this.clock = clock;
    this.listener = listener;
    this.loaded = first;
  }

  /// Reads the first definitions and has everybody prepared for them.
  ///
  /// - **Fails** as the reader or the first preparation to fail does.
  ///
  /// @param reader reads and checks the definitions; called on a worker thread
  /// @param preparations done one after the other, in this order
  /// @param listener told of the first load and of every reload, once each
  public static Future<DefinitionsHolder> open(
      Vertx vertx,
      Callable<Definitions> reader,
      List<Preparation> preparations,
      InstantSource clock,
      ReloadListener listener) {
    return vertx
        .executeBlocking(reader)
        .compose(read -> prepared(requireNonNull(read), preparations))
        .map(first -> new Loaded(first, 1, clock.instant()))
        .map(first -> {
          listener.loaded(first);
          return new DefinitionsHolder(vertx, reader, preparations, clock, listener, first);
        });
  }

  public Definitions current() {
    return loaded.definitions();
  }

  public Loaded loaded() {
    return loaded;
  }

  /// The last reload, if it failed.
  public Optional<Failure> lastFailure() {
    return lastFailure;
  }

  /// Reads the definitions anew and swaps them in. Reloads happen one after the other; requests
  /// that arrive during one share the next.
  ///
  /// - **Fails** as the reader or a preparation does, and with `INVALID` when the project is
  ///   another one: rows under way would be stored under either name. What runs goes on then, and
  ///   the failure is logged and remembered.
  public synchronized Future<Loaded> reload() {
    Promise<Loaded> next = waiting == null ? Promise.promise() : waiting;
    waiting = next;
    if (!reloading) {
      startNext();
    }
    return next.future();
  }

  private synchronized void startNext() {
    Promise<Loaded> next = waiting;
    waiting = null;
    reloading = next != null;
    if (next != null) {
      vertx
          .executeBlocking(reader)
          .map(read -> sameProject(requireNonNull(read)))
          .compose(read -> prepared(read, preparations))
          .map(this::swapped)
          .recover(this::remembered)
          .onComplete(next)
          .onComplete(done -> startNext());
    }
  }

  private Loaded swapped(Definitions definitions) {
    loaded = new Loaded(definitions, loaded.version() + 1, clock.instant());
    lastFailure = Optional.empty();
    LOG.info("definitions reloaded, version {}", loaded.version());
    listener.loaded(loaded);
    return loaded;
  }

  private Future<Loaded> remembered(Throwable cause) {
    lastFailure = Optional.of(new Failure(clock.instant(), String.valueOf(cause.getMessage())));
    LOG.error(
        "definitions not reloaded, version {} goes on: {}", loaded.version(), cause.getMessage());
    listener.failed();
    return Future.failedFuture(cause);
  }

  private Definitions sameProject(Definitions read) {
    if (!read.project().equals(current().project())) {
      throw new PushException(
          FailureKind.INVALID,
          "project is \"%s\", but \"%s\" is being served; restart to serve another project"
              .formatted(read.project(), current().project()));
    }
    return read;
  }

  /// Nobody prepares before everybody has verified: what one has prepared, another one's refusal
  /// would not undo.
  private static Future<Definitions> prepared(
      Definitions definitions, List<Preparation> preparations) {
    Future<Void> ready = Future.succeededFuture();
    for (var preparation : preparations) {
      ready = ready.compose(done -> preparation.verify().apply(definitions));
    }
    for (var preparation : preparations) {
      ready = ready.compose(done -> preparation.prepare().apply(definitions));
    }
    return ready.map(done -> definitions);
  }
}

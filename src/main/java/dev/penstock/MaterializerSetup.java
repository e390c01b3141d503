package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.materialize.FileProgress;
import dev.penstock.materialize.Materialization;
import dev.penstock.materialize.MaterializerVerticle;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.FeatureView;
import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;

/// Puts together what the verticle of the jobs is handed.
record MaterializerSetup(
    Vertx vertx, Config config, Stores stores, DefinitionsHolder definitions, Metrics metrics) {
  private static final Path JOBS = Path.of("jobs");
  private static final Path PROGRESS = Path.of("materialized.json");

  /// - **Fails** with `INVALID` when the file that says what is done does not.
  Future<MaterializerVerticle> materializer() {
    return FileProgress.open(vertx, config.data().resolve(PROGRESS))
        .compose(progress -> tell(progress).map(told -> materializer(progress)));
  }

  private MaterializerVerticle materializer(Progress progress) {
    var clock = InstantSource.system();
    var jobs = new CountedJobs(metrics);
    var materialization =
        new Materialization(
            vertx,
            definitions::current,
            stores.offline().history(),
            progress,
            config.materializer(),
            clock,
            jobs);
    return new MaterializerVerticle(
        config.data().resolve(JOBS), config.materializer(), materialization, clock, jobs);
  }

  /// What was done before the start is the lag of after it.
  private Future<Void> tell(Progress progress) {
    var views = definitions.current().views().values().stream().map(FeatureView::name).toList();
    return Future.join(
            views.stream()
                .map(view ->
                    progress
                        .done(view)
                        .onSuccess(done ->
                            done.forEach(window -> metrics.jobs().windowDone(view, window.end()))))
                .toList())
        .otherwiseEmpty()
        .mapEmpty();
  }
}

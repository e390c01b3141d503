package dev.penstock.materialize;

import dev.penstock.jobs.JobText;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import dev.penstock.registry.Progress;
import dev.penstock.work.DurableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Keeps the windows that are done in a file of this process. Windows that touch become one, so
/// that the file does not grow with every run.
///
/// ```text
/// {"of_rider":[[1767225600000000,1769904000000000]]}
/// ```
public final class FileProgress implements Progress {
  private final Vertx vertx;
  private final Path file;
  private final Map<String, List<Interval>> windows;

  private FileProgress(Vertx vertx, Path file, Map<String, List<Interval>> windows) {
    this.vertx = vertx;
    this.file = file;
    this.windows = windows;
  }

  /// Reads what is done.
  ///
  /// - **Fails** with `INVALID` when the file holds something else: without it, nobody would know
  ///   where to go on.
  ///
  /// @param file comes to be with the first window
  public static Future<FileProgress> open(Vertx vertx, Path file) {
    return vertx
        .executeBlocking(() -> read(file))
        .map(read -> new FileProgress(vertx, file, Objects.requireNonNull(read)));
  }

  @Override
  public synchronized Future<Map<String, List<Interval>>> done(Collection<String> views) {
    var done = new HashMap<String, List<Interval>>();
    views.forEach(view -> done.put(view, windows.getOrDefault(view, List.of())));
    return Future.succeededFuture(done);
  }

  @Override
  public Future<Void> record(String view, Interval window) {
    return vertx.executeBlocking(() -> write(view, window)).mapEmpty();
  }

  private synchronized boolean write(String view, Interval window) {
    var known = windows.getOrDefault(view, List.of());
    var more = new ArrayList<>(known);
    more.add(window);
    var changed = new HashMap<>(windows);
    changed.put(view, IntervalUnion.of(more));
    try {
      Path _ = Files.createDirectories(file.toAbsolutePath().getParent());
      DurableFile.replace(file, text(changed));
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE, file + " cannot be written: " + failure, failure);
    }
    windows.put(view, IntervalUnion.of(more));
    return true;
  }

  private static String text(Map<String, List<Interval>> windows) {
    var json = new JsonObject();
    new TreeMap<>(windows)
        .forEach((view, done) ->
            json.put(view, new JsonArray(done.stream().map(JobText::interval).toList())));
    return json.encode();
  }

  private static Map<String, List<Interval>> read(Path file) {
    var windows = new HashMap<String, List<Interval>>();
    try {
      if (Files.exists(file)) {
        var json = new JsonObject(Files.readString(file));
        json.fieldNames().forEach(view -> windows.put(view, intervals(json.getJsonArray(view))));
      }
      return windows;
    } catch (IOException | RuntimeException failure) {
      throw new PushException(
          FailureKind.INVALID,
          file
              + " does not say which windows are materialized; restore it, or delete it to have"
              + " incremental runs begin anew",
          failure);
    }
  }

  private static List<Interval> intervals(JsonArray windows) {
    return windows.stream().map(JsonArray.class::cast).map(JobText::interval).toList();
  }
}

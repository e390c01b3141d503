package dev.penstock.feast.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Timestamp;
import dev.penstock.feast.proto.FeatureView;
import dev.penstock.feast.proto.MaterializationInterval;
import dev.penstock.model.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Adds windows that are materialized to messages (contract 8.8). Messages of feature views and of
/// stream feature views have the same numbers for what is read and changed here.
final class IntervalEdit {
  private static final int REGISTRY_VERSION_ID = 4;
  private static final int REGISTRY_LAST_UPDATED = 5;
  private static final int REGISTRY_FEATURE_VIEWS = 6;
  private static final int REGISTRY_STREAM_FEATURE_VIEWS = 14;
  private static final List<Integer> VIEWS =
      List.of(REGISTRY_FEATURE_VIEWS, REGISTRY_STREAM_FEATURE_VIEWS);
  private static final int VIEW_META = 2;
  private static final int META_LAST_UPDATED = 2;
  private static final int META_INTERVALS = 3;
  private static final int META_STATE = 6;
  private static final int AVAILABLE_ONLINE = 4;
  private static final long MICROS = 1_000_000;

  private IntervalEdit() {}

  /// The windows of a view's message.
  static List<Interval> intervals(byte[] view) throws IOException {
    return intervals(FeatureView.parseFrom(view));
  }

  private static List<Interval> intervals(FeatureView view) {
    return view.getMeta().getMaterializationIntervalsList().stream()
        .filter(found -> micros(found.getStartTime()) <= micros(found.getEndTime()))
        .map(found -> new Interval(micros(found.getStartTime()), micros(found.getEndTime())))
        .toList();
  }

  /// A view's message with one more window.
  static byte[] viewWith(byte[] view, Interval window, Instant now) throws IOException {
    var message = WireMessage.of(view);
    var metas = message.all(VIEW_META);
    var meta = WireMessage.of(metas.isEmpty() ? new byte[0] : metas.getLast());
    var interval =
        MaterializationInterval.newBuilder()
            .setStartTime(timestamp(window.start()))
            .setEndTime(timestamp(window.end()))
            .build();
    byte[] changed =
        meta.without(META_LAST_UPDATED)
            .without(META_STATE)
            .plus(META_INTERVALS, interval.toByteArray())
            .plus(META_LAST_UPDATED, timestamp(now).toByteArray())
            .plus(META_STATE, AVAILABLE_ONLINE)
            .bytes();
    return metas.isEmpty()
        ? message.plus(VIEW_META, changed).bytes()
        : message.changed(VIEW_META, before -> Optional.of(changed)).bytes();
  }

  /// The windows of each of some views in a registry; none of a view that is not there.
  static Map<String, List<Interval>> intervals(
      byte[] registry, String project, Collection<String> names) throws IOException {
    var message = WireMessage.of(registry);
    var intervals = new HashMap<String, List<Interval>>();
    for (int number : VIEWS) {
      for (byte[] bytes : message.all(number)) {
        var view = FeatureView.parseFrom(bytes);
        if (view.getSpec().getProject().equals(project)) {
          var _ = intervals.putIfAbsent(view.getSpec().getName(), intervals(view));
        }
      }
    }
    var asked = new HashMap<String, List<Interval>>();
    names.forEach(name -> asked.put(name, intervals.getOrDefault(name, List.of())));
    return asked;
  }

  /// The message of a view in a registry; empty when there is none.
  static Optional<byte[]> view(byte[] registry, String project, String name) throws IOException {
    var message = WireMessage.of(registry);
    for (int number : VIEWS) {
      for (byte[] view : message.all(number)) {
        if (isCalled(view, project, name)) {
          return Optional.of(view);
        }
      }
    }
    return Optional.empty();
  }

  /// A registry whose view has one more window, as another version of the registry.
  static byte[] registryWith(
      byte[] registry, String project, String name, Interval window, Instant now)
      throws IOException {
    return WireMessage.of(registry)
        .changed(REGISTRY_FEATURE_VIEWS, view -> changed(view, project, name, window, now))
        .changed(REGISTRY_STREAM_FEATURE_VIEWS, view -> changed(view, project, name, window, now))
        .changed(REGISTRY_VERSION_ID, before -> Optional.of(utf8(UUID.randomUUID())))
        .changed(REGISTRY_LAST_UPDATED, before -> Optional.of(timestamp(now).toByteArray()))
        .bytes();
  }

  private static Optional<byte[]> changed(
      byte[] view, String project, String name, Interval window, Instant now) {
    try {
      return isCalled(view, project, name)
          ? Optional.of(viewWith(view, window, now))
          : Optional.empty();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static boolean isCalled(byte[] view, String project, String name) throws IOException {
    var spec = FeatureView.parseFrom(view).getSpec();
    return spec.getName().equals(name) && spec.getProject().equals(project);
  }

  private static byte[] utf8(UUID id) {
    return id.toString().getBytes(UTF_8);
  }

  private static long micros(Timestamp time) {
    return time.getSeconds() * MICROS + time.getNanos() / 1_000;
  }

  private static Timestamp timestamp(long micros) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(micros, MICROS))
        .setNanos((int) Math.floorMod(micros, MICROS) * 1_000)
        .build();
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}

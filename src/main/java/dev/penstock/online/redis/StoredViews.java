package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds out of which views there are rows. Redis has no list of them, so this looks at hashes, up
/// to a bound: a view that few entities have may be missed.
final class StoredViews {
  private static final int STEP = 500;

  private final Topology topology;
  private final byte[] project;
  private final int mostKeys;
  private final SortedSet<String> views = new TreeSet<>();

  /// @param mostKeys to look at, on each server
  StoredViews(Topology topology, String project, int mostKeys) {
    this.topology = topology;
    this.project = project.getBytes(UTF_8);
    this.mostKeys = mostKeys;
  }

  Future<SortedSet<String>> names() {
    Future<Void> scanned = topology.known();
    // One server after the other: the names go to one set.
    return scanned
        .compose(known -> {
          Future<Void> all = Future.succeededFuture();
          for (Node node : topology.primaries()) {
            all = all.compose(before -> scan(node, "0", 0));
          }
          return all;
        })
        .map(views);
  }

  private Future<Void> scan(Node node, String cursor, int seen) {
    var scan = Words.of(Command.SCAN, cursor, "MATCH", pattern(), "COUNT", STEP);
    return send(node, List.of(scan))
        .compose(answers -> {
          Response found = told(node, answers.getFirst());
          String next = found.get(0).toString();
          int total = seen + STEP;
          return look(node, found.get(1))
              .compose(looked ->
                  next.equals("0") || total >= mostKeys
                      ? Future.succeededFuture()
                      : scan(node, next, total));
        });
  }

  private Future<Void> look(Node node, Response keys) {
    var requests = new ArrayList<Words>();
    for (Response key : keys) {
      if (isOurs(key.toBytes())) {
        requests.add(Words.of(Command.HKEYS, key.toBytes()));
      }
    }
    return requests.isEmpty()
        ? Future.succeededFuture()
        : send(node, requests)
            .map(answers -> {
              answers.forEach(this::take);
              return null;
            });
  }

  private void take(@Nullable Response fields) {
    if (fields == null || fields.type() == ResponseType.ERROR) {
      // Gone meanwhile, or no hash at all.
      return;
    }
    for (Response field : fields) {
      String name = field.toString();
      if (name.startsWith(ViewFields.EVENT_TIME)) {
        views.add(name.substring(ViewFields.EVENT_TIME.length()));
      }
    }
  }

  /// Whether the project is all that follows the entity key. Keys that are not of version 3 do not
  /// tell where they end, so another project whose name ends likewise is taken for this one.
  private boolean isOurs(byte[] key) {
    int start = key.length - project.length;
    if (start < 0 || !Arrays.equals(key, start, key.length, project, 0, project.length)) {
      return false;
    }
    int length = EntityKeys.length(key);
    return length == start || length < 0;
  }

  /// Keys that end like the project, whose name may have signs that mean something in a pattern.
  private String pattern() {
    return "*" + new String(project, UTF_8).replaceAll("[*?\\[\\]^\\\\-]", "\\\\$0");
  }

  private static Future<List<@Nullable Response>> send(Node node, List<Words> requests) {
    return node.guard().call(() -> node.send(requests));
  }

  private static Response told(Node node, @Nullable Response answer) {
    if (answer == null || answer.type() == ResponseType.ERROR) {
      PushException refused = RedisFailures.told(node.name(), String.valueOf(answer));
      throw refused;
    }
    return answer;
  }
}

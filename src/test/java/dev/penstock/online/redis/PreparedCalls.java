package dev.penstock.online.redis;

import dev.penstock.model.Definitions;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the store sends to write rows, as bytes, for measuring what a server makes of them.
public final class PreparedCalls {
  private PreparedCalls() {}

  /// What loads the script, once.
  public static byte[] script() {
    return bytes(RowScript.load()).getBytes();
  }

  /// Calls that write all rows, each answered with a bulk string.
  public static Prepared of(OnlineRows rows, Definitions definitions) {
    var layout = new Layout(definitions, 3);
    var group = new RowGroup(rows.view(), Precedence.PUSH, Optional.empty());
    for (int row = 0; row < rows.rows(); row++) {
      group.add(new ArrivingRow(null, rows, row, layout.key(rows.keys(), row)));
    }
    var script = new RowScript(Duration.ZERO);
    var calls = script.calls(group, layout, group.all(), LeaseCondition.NONE);
    var bytes = Buffer.buffer();
    calls.forEach(call -> bytes.appendBuffer(bytes(call.command().words())));
    return new Prepared(bytes, calls.size());
  }

  /// Calls end to end.
  public record Prepared(Buffer bytes, int calls) {}

  private static Buffer bytes(Words words) {
    return Words.encoded(List.of(words)).getFirst();
  }
}

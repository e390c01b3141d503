package dev.penstock.demo;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// Purchases from a CSV file, plain or gzipped, in UTF-8 or Latin-1: with the column names of UCI's
/// "Online Retail", or with Penstock's.
///
/// The whole file is held in memory, every text once, because purchases are sent in the order of
/// their times: half a million lines take less than 150 MB.
public final class PurchaseFile {
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "invoice", List.of("InvoiceNo", "Invoice"),
          "stock_code", List.of("StockCode"),
          "description", List.of("Description"),
          "quantity", List.of("Quantity"),
          "event_timestamp", List.of("InvoiceDate"),
          "unit_price", List.of("UnitPrice", "Price"),
          "customer_id", List.of("CustomerID", "Customer ID"),
          "country", List.of("Country"));

  private static final int GZIP = 0x1f8b;
  private static final int EXCEL = 0x504b; // PK

  private final Path file;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Instant> times = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Purchase> lines = new ArrayList<>();
  private int skipped;

  private PurchaseFile(Path file) {
    this.file = file;
  }

  /// Reads a file; blocks.
  ///
  /// - **Fails** with `INVALID`, naming file, line and reason.
  public static Purchases read(Path file) {
    if (!Files.isReadable(file)) {
      throw new PushException(FailureKind.INVALID, file + ": there is no such file to read");
    }
    return new PurchaseFile(file).read();
  }

  private Purchases read() {
    try {
      parse(charset());
    } catch (CsvParseException | IOException | UncheckedIOException failure) {
      throw new PushException(FailureKind.INVALID, file + ": " + failure.getMessage());
    }
    if (!inOrder()) {
      // Stable: what happened in one minute keeps the order of the file.
      lines.sort(Comparator.comparing(Purchase::time));
    }
    return new Purchases(lines, skipped);
  }

  private boolean inOrder() {
    for (int at = 1; at < lines.size(); at++) {
      if (lines.get(at).time().isBefore(lines.get(at - 1).time())) {
        return false;
      }
    }
    return true;
  }

  private void parse(Charset charset) throws IOException {
    try (var reader = new BufferedReader(new InputStreamReader(open(), charset));
        var csv = CsvReader.builder().ofNamedCsvRecord(withoutMark(reader))) {
      for (NamedCsvRecord line : csv) {
        if (places.isEmpty()) {
          locate(line.getHeader());
        }
        add(line);
      }
    }
  }

  /// Excel begins a UTF-8 file with a byte order mark, which is no part of the first name.
  private static BufferedReader withoutMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  /// UTF-8 if all of the file is; any bytes are Latin-1.
  private Charset charset() throws IOException {
    var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    try (var reader = new InputStreamReader(open(), decoder)) {
      var buffer = new char[1 << 16];
      while (reader.read(buffer) >= 0) {
        // Only whether it can be read is of interest.
      }
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException notUtf8) {
      return StandardCharsets.ISO_8859_1;
    }
  }

  private InputStream open() throws IOException {
    var plain = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    plain.mark(2);
    int magic = (plain.read() << 8) | plain.read();
    plain.reset();
    if (magic == EXCEL) {
      plain.close();
      throw new IOException("is an Excel or zip file; save its sheet as CSV and give that");
    }
    return magic == GZIP ? new GZIPInputStream(plain, 1 << 16) : plain;
  }

  private void locate(List<String> header) {
    var names = header.stream().map(name -> name.strip()).toList();
    NAMES.forEach((column, others) -> {
      int at = names.indexOf(column);
      for (var other : others) {
        at = at < 0 ? names.indexOf(other) : at;
      }
      if (at < 0) {
        throw new PushException(
            FailureKind.INVALID,
            "%s:1: there is no column %s or %s; the header has %s"
                .formatted(file, column, others.getFirst(), names));
      }
      places.put(column, at);
    });
  }

  private void add(NamedCsvRecord line) {
    String customer = field(line, "customer_id").strip();
    if (customer.isEmpty()) {
      skipped++;
      return;
    }
    lines.add(
        new Purchase(
            once(field(line, "invoice")),
            once(field(line, "stock_code")),
            once(field(line, "description")),
            whole(line, "quantity", field(line, "quantity")),
            time(line),
            price(line),
            whole(line, "customer_id", customer),
            once(field(line, "country"))));
  }

  private String field(NamedCsvRecord line, String column) {
    int at = places.getOrDefault(column, -1);
    if (at < 0 || at >= line.getFieldCount()) {
      throw wrong(line, column, "is missing");
    }
    return line.getField(at);
  }

  private long whole(NamedCsvRecord line, String column, String text) {
    try {
      return Long.parseLong(text.strip().replaceFirst("\\.0+$", ""));
    } catch (NumberFormatException noNumber) {
      throw wrong(line, column, "is no whole number: " + text);
    }
  }

  private double price(NamedCsvRecord line) {
    String text = field(line, "unit_price");
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException noNumber) {
      throw wrong(line, "unit_price", "is no number: " + text);
    }
  }

  /// The lines of an invoice share a time, so that few have to be parsed.
  private Instant time(NamedCsvRecord line) {
    return times.computeIfAbsent(
        field(line, "event_timestamp"),
        text ->
            PurchaseTime.parse(text)
                .orElseThrow(() ->
                    wrong(
                        line,
                        "event_timestamp",
                        "is no time such as 2010-12-01 08:26:00 or 12/1/2010 8:26: " + text)));
  }

  private String once(String text) {
    return texts.computeIfAbsent(text, same -> same);
  }

  private PushException wrong(NamedCsvRecord line, String column, String reason) {
    return new PushException(
        FailureKind.INVALID,
        "%s:%d: %s %s".formatted(file, line.getStartingLineNumber(), column, reason));
  }
}

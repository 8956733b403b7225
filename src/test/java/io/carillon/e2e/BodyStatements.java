package io.carillon.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Contract 1: JSON and form bodies, content types, and what hostile senders get. */
final class BodyStatements {
    private static final int LIMIT = 256 * 1024;
    private static final String ALL_DAYS = "1111111";
    private static final String SOUND = Json.task("7", "30", "{\"on\":1}");

    private final Service service;
    private final String device;
    private final String sound;

    private BodyStatements(Service service) {
        this.service = service;
        this.device = service.device();
        this.sound = Json.newGroup(device, ALL_DAYS, SOUND);
    }

    static Statements of(Service service) {
        var bodies = new BodyStatements(service);
        var statements = new Statements();
        bodies.json(statements);
        bodies.forms(statements);
        bodies.hostile(statements);
        bodies.slow(statements);
        return statements;
    }

    private void json(Statements statements) {
        for (String type : List.of("application/json", "application/json; charset=utf-8", "Application/JSON"))
            statements.says(
                    "JSON is accepted as " + type, () -> post(type, sound).ok("create crontab ok."));
        for (String type :
                List.of("text/plain", "application/xml", "multipart/form-data; boundary=x", "application/octet-stream"))
            statements.says(type + " is 415", () -> post(type, sound).refused(415, 10000));
        statements
                .says("no content type is 415", () -> post(null, sound).refused(415, 10000))
                .says("a PUT of another content type is 415", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    service.alice
                            .body(
                                    "PUT",
                                    Service.path(group),
                                    "text/plain",
                                    Json.change(ALL_DAYS, true, SOUND).getBytes(UTF_8))
                            .refused(415, 10000);
                });
        for (String wrong :
                List.of("", " ", "{", "{]", "null", "[]", "7", "\"x\"", "{'a':1}", "{\"a\":NaN}", "// x\n{}")) {
            statements.says("the body is not \"" + wrong.strip() + "\"", () -> post("application/json", wrong)
                    .wrong());
        }
        statements
                .says("nothing follows the object", () -> {
                    post("application/json", sound + " {}").wrong();
                    post("application/json", sound + "x").wrong();
                })
                .says("invalid UTF-8 is 10000", () -> {
                    byte[] bytes = sound.replace("on", "??").getBytes(UTF_8);
                    for (int i = 0; i < bytes.length; i++) if (bytes[i] == '?') bytes[i] = (byte) 0xFF;
                    service.alice
                            .body("POST", Service.TASK, "application/json", bytes)
                            .wrong();
                })
                .says("duplicate keys are 10000", () -> {
                    post("application/json", "{\"period\":\"1111111\"," + sound.substring(1))
                            .wrong();
                    post("application/json", sound.replace("\"hour\":\"7\"", "\"hour\":\"7\",\"hour\":\"7\""))
                            .wrong();
                })
                .says("a body may nest 20 deep", () -> post("application/json", nested(20))
                        .ok("create crontab ok."))
                .says("a body may not nest 21 deep", () -> post("application/json", nested(21))
                        .wrong());
    }

    private void forms(Statements statements) {
        String form = "device_id=" + device + "&period=1111111&tasks=" + encoded(Json.array(SOUND));
        statements
                .says("a form is accepted like JSON", () -> {
                    JsonNode group = form("POST", Service.TASK, form)
                            .ok("create crontab ok.")
                            .data();
                    assertThat(group.path("tasks").path(0).path("commands").asText())
                            .isEqualTo("{\"on\":1}");
                })
                .says("a form's commands are kept byte for byte", () -> {
                    String commands = "{ \"a\" : \"\u00e9 + % & = \uD83D\uDD14\" }";
                    String body = "device_id=" + device + "&period=1111111&tasks="
                            + encoded(Json.array(Json.task("7", "30", commands)));
                    JsonNode group = form("POST", Service.TASK, body)
                            .ok("create crontab ok.")
                            .data();
                    assertThat(service.read(group)
                                    .path("tasks")
                                    .path(0)
                                    .path("commands")
                                    .asText())
                            .isEqualTo(commands);
                })
                .says("a form with a charset is accepted", () -> service.alice
                        .body(
                                "POST",
                                Service.TASK,
                                "application/x-www-form-urlencoded; charset=UTF-8",
                                form.getBytes(UTF_8))
                        .ok("create crontab ok."))
                .says("a form's enabled is true or false", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    String change = "period=1111111&tasks=" + encoded(Json.array(SOUND)) + "&enabled=";
                    assertThat(form("PUT", Service.path(group), change + "false")
                                    .ok("task update ok")
                                    .data()
                                    .path("enabled")
                                    .asBoolean(true))
                            .isFalse();
                    assertThat(form("PUT", Service.path(group), change + "true")
                                    .ok("task update ok")
                                    .data()
                                    .path("enabled")
                                    .asBoolean())
                            .isTrue();
                    form("PUT", Service.path(group), change + "yes").wrong("enabled");
                    form("PUT", Service.path(group), change + "1").wrong("enabled");
                })
                .says("a form's fields are checked as JSON's are", () -> {
                    form("POST", Service.TASK, "period=1111111&tasks=" + encoded(Json.array(SOUND)))
                            .wrong("device_id");
                    form("POST", Service.TASK, "device_id=" + device + "&tasks=" + encoded(Json.array(SOUND)))
                            .wrong("period");
                    form("POST", Service.TASK, "device_id=" + device + "&period=1111111")
                            .wrong("tasks");
                    form("POST", Service.TASK, "device_id=" + device + "&period=1111111&tasks=now")
                            .wrong("tasks");
                    form(
                                    "POST",
                                    Service.TASK,
                                    "device_id=" + device + "&period=1111111&tasks="
                                            + encoded(Json.array(SOUND, Json.task("24", "0", "{}"))))
                            .wrong("tasks[1].hour");
                });
    }

    private void hostile(Statements statements) {
        statements
                .says("a body of 256 KiB is accepted", () -> post("application/json", padded(LIMIT))
                        .ok("create crontab ok."))
                .says(
                        "a body of 256 KiB and a byte is 413",
                        () -> raw(padded(LIMIT + 1).getBytes(UTF_8)).refused(413, 10000))
                .says("a body of 2 MB is 413", () -> raw(padded(2_000_000).getBytes(UTF_8))
                        .refused(413, 10000))
                .says("2 MB in chunks of unknown number are 413", () -> RawConnection.send(
                                service.base(),
                                RawConnection.head(service, "Transfer-Encoding: chunked\r\n"),
                                chunked(padded(2_000_000), 64 * 1024))
                        .refused(413, 10000))
                .says("a gzip body is read, and counts decompressed: a bomb is 413", () -> {
                    gzip(sound).ok("create crontab ok.");
                    gzip(padded(20_000_000)).refused(413, 10000);
                })
                .says(
                        "what only claims to be gzip is a 4xx",
                        () -> is4xx(service.alice.body(
                                "POST",
                                Service.TASK,
                                "application/json",
                                sound.getBytes(UTF_8),
                                "Content-Encoding",
                                "gzip")))
                .says("100,000 brackets are 10000, wherever they stand", () -> {
                    String brackets = "[".repeat(100_000);
                    post("application/json", brackets).wrong();
                    post("application/json", brackets + "]".repeat(100_000)).wrong();
                    post("application/json", "{\"x\":" + brackets).wrong();
                    post("application/json", "{\"a\":".repeat(50_000)).wrong();
                    post("application/json", Json.newGroup(device, ALL_DAYS, Json.task("1", "1", brackets)))
                            .wrong();
                    form("POST", Service.TASK, "device_id=" + device + "&period=1111111&tasks=" + brackets)
                            .wrong("tasks");
                })
                .says("4,096 bytes of brackets in commands are 10000", () -> post(
                                "application/json",
                                Json.newGroup(
                                        device, ALL_DAYS, Json.task("1", "1", "[".repeat(2048) + "]".repeat(2048))))
                        .wrong("tasks[0].commands"))
                .says("a number of 200,000 digits, a key of 200,000 letters, half a surrogate: no 5xx", () -> {
                    below500(post("application/json", "{\"x\":" + "1".repeat(200_000) + "," + sound.substring(1)));
                    below500(post("application/json", "{\"x\":1e" + "9".repeat(100_000) + "," + sound.substring(1)));
                    below500(post("application/json", "{\"" + "k".repeat(200_000) + "\":1," + sound.substring(1)));
                    below500(post("application/json", sound.replace("{\\\"on\\\":1}", "[\\\"\\ud800\\\"]")));
                    below500(post("application/json", sound.replace("\"1111111\"", "1" + "0".repeat(100_000))));
                    below500(post("application/json", sound.replace("\"7\"", "\"" + "7".repeat(200_000) + "\"")));
                })
                .says(
                        "a chunk of 2 MB is a 4xx",
                        () -> is4xx(RawConnection.send(
                                service.base(),
                                RawConnection.head(service, "Transfer-Encoding: chunked\r\n"),
                                chunked(padded(2_000_000), 2_000_000))))
                .says("what is no HTTP is a 4xx", () -> {
                    is4xx(RawConnection.send(
                            service.base(), RawConnection.head(service, "Content-Length: -1\r\n"), new byte[0]));
                    is4xx(RawConnection.send(
                            service.base(),
                            RawConnection.head(service, "Transfer-Encoding: chunked\r\n"),
                            "zz\r\n".getBytes(UTF_8)));
                })
                .says("after all of that the service still answers", () -> post("application/json", sound)
                        .ok("create crontab ok."));
    }

    private void slow(Statements statements) {
        var senders = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> RawConnection.trickle(
                                service.base(), RawConnection.head(service, "Content-Length: 10000\r\n")),
                        command -> new Thread(command, "slow-sender").start()))
                .limit(20)
                .toList();
        statements
                .says("slow senders hinder nobody", () -> post("application/json", sound)
                        .ok("create crontab ok."))
                .says(
                        "a body that takes more than 15 s gets a 4xx",
                        () -> senders.forEach(sender -> is4xx(sender.join())));
    }

    private Answer post(@Nullable String contentType, String body) {
        return service.alice.body("POST", Service.TASK, contentType, body.getBytes(UTF_8));
    }

    private Answer form(String method, String path, String body) {
        return service.alice.form(method, path, body);
    }

    private Answer raw(byte[] body) {
        return RawConnection.send(
                service.base(), RawConnection.head(service, "Content-Length: " + body.length + "\r\n"), body);
    }

    private Answer gzip(String body) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return service.alice.body(
                "POST", Service.TASK, "application/json", bytes.toByteArray(), "Content-Encoding", "gzip");
    }

    private static void is4xx(Answer answer) {
        assertThat(answer.status()).as("status of %s", answer).isBetween(400, 499);
    }

    private static void below500(Answer answer) {
        assertThat(answer.status()).as("status of %s", answer).isLessThan(500);
    }

    /** A sound body of so many bytes. */
    private String padded(int bytes) {
        return "{" + " ".repeat(bytes - sound.length()) + sound.substring(1);
    }

    /** A sound body that nests so deep, in a field that nobody knows. */
    private String nested(int depth) {
        return "{\"x\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "," + sound.substring(1);
    }

    private static byte[] chunked(String body, int size) {
        var chunks = new StringBuilder();
        for (int from = 0; from < body.length(); from += size) {
            String chunk = body.substring(from, Math.min(body.length(), from + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString().getBytes(UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}

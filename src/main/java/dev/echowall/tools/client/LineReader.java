package dev.echowall.tools.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Reads standard input line by line on a thread of its own, because reading blocks. It reads ahead only a little, so
 * that a long file is not read into memory before the server accepts it.
 */
final class LineReader {
    private static final int AHEAD = 64;

    private final BufferedReader input;
    private final Consumer<String> typed;
    private final Runnable ended;
    private final Semaphore room = new Semaphore(AHEAD);

    /**
     * @param typed called with each line; {@link #taken} must be called for it
     * @param ended called once, at the end of the input
     */
    LineReader(InputStream input, Consumer<String> typed, Runnable ended) {
        this.input = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        this.typed = typed;
        this.ended = ended;
    }

    void start() {
        Thread thread = new Thread(this::read, "standard-input");
        thread.setDaemon(true);
        thread.start();
    }

    void taken() {
        room.release();
    }

    private void read() {
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                room.acquire();
                typed.accept(line);
            }
        } catch (IOException e) {
            // Standard input that cannot be read, as under nohup, counts as ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.run();
    }
}

package dev.echowall.app;

import com.hazelcast.core.HazelcastException;
import dev.echowall.config.Config;
import dev.echowall.config.Config.Loaded;
import dev.echowall.config.ConfigException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one instance until it is stopped. */
@Command(
        name = "serve",
        header = "Run one instance. Without a configuration: a single instance on port 8080.",
        exitCodeList = {
            "0:stopped by SIGTERM or Ctrl-C",
            "1:could not start, or failed; the log says why",
            "2:the configuration is invalid; one line for each error",
            "3:out of memory; bin/echowall restarts it",
            "75:was on the smaller side of a partition, or could not join while members changed; must restart as a new member"
                    + " (bin/echowall does)"
        })
final class ServeCommand implements Callable<Integer> {
    static final int FAILED = 1;
    static final int WRONG_CONFIG = 2;
    static final int START_AGAIN = 75;

    private static final Duration MERGE_PATIENCE = Duration.ofSeconds(2);

    /** Variables for bin/echowall and for code that runs before there is a configuration; not configuration keys. */
    private static final String LAUNCHER = "ECHOWALL_(JAVA|JAVA_OPTS|JAVA_HOME|LOG|PIDFILE|TEST_.*|JAR|CDS|HOME)";

    @Option(
            names = {"--conf", "-conf", "--config", "-c"},
            paramLabel = "FILE",
            description = "YAML or JSON file; conf/echowall.yaml explains every key.")
    @Nullable
    Path conf;

    @Option(names = "--check", description = "Check the configuration and exit.")
    boolean check;

    @Override
    public Integer call() throws InterruptedException {
        Config config;
        try {
            Loaded loaded = Config.load(conf, keys(System.getenv()));
            loaded.warnings().forEach(warning -> System.err.println("echowall: warning: " + warning));
            config = loaded.config();
            if (check) {
                System.out.println((conf == null ? "the defaults are" : conf + " is") + " valid: " + config.summary());
                return 0;
            }
            TransportChoice.choose(config.server().nativeTransport());
            PortCheck.check(config);
        } catch (ConfigException wrong) {
            return wrongConfig(wrong);
        }
        return run(config);
    }

    private int wrongConfig(ConfigException wrong) {
        wrong.lines().forEach(line -> System.err.println("echowall: " + located(line)));
        return WRONG_CONFIG;
    }

    private int run(Config config) throws InterruptedException {
        OutOfMemoryExit.arm();
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        Instant begun = Instant.now();
        Instance instance;
        try {
            Future<Void> rehearsed = JvmWarmUp.run(config)
                    .onFailure(why -> log.atWarn()
                            .log(
                                    "could not warm up, so its first clients will be served more slowly: {}",
                                    why.toString()))
                    .otherwiseEmpty();
            instance = Instance.start(config, rehearsed)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof ConfigException wrong
                    ? wrongConfig(wrong)
                    : notStarted(failed.getCause(), log);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(config, instance, log), "stop"));
        instance.membership().onMerge(() -> startAgain(config, instance, log));
        Banner.print(config, instance, conf, Duration.between(begun, Instant.now()), log);
        new CountDownLatch(1).await();
        return 0;
    }

    /* A member that was sent a request while this one joined may have died; a new attempt will ask others. */
    static int notStarted(@Nullable Throwable why, Logger log) {
        boolean again = why instanceof HazelcastException;
        log.atError().setCause(why).log(again ? "could not join while members changed" : "could not start");
        return again ? START_AGAIN : FAILED;
    }

    /* After a SIGTERM the JVM would exit with 143. A regular stop is not a failure, so it exits with 0 here. */
    private static void stop(Config config, Instance instance, Logger log) {
        log.atInfo().log("stopping");
        boolean done = await(
                instance.stop(config.node().name() + " is about to stop"),
                config.drain().timeout());
        log.atInfo().addKeyValue("complete", done).log("stopped");
        Runtime.getRuntime().halt(0);
    }

    /*
     * The data of the smaller side is about to be dropped, including what was accepted here. The instance can only
     * restart as a new member; halting cannot hang.
     */
    private static void startAgain(Config config, Instance instance, Logger log) {
        Thread watchdog = new Thread(
                () -> {
                    log.atError().log("this was the smaller side of a partition: restarting as a new member");
                    instance.carryOver();
                    await(instance.closeSessions(config.node().name() + " is restarting"), MERGE_PATIENCE);
                    Runtime.getRuntime().halt(START_AGAIN);
                },
                "start-again");
        watchdog.start();
    }

    private static boolean await(Future<Void> future, Duration timeout) {
        CountDownLatch done = new CountDownLatch(1);
        future.onComplete(v -> done.countDown());
        try {
            return done.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private String located(String line) {
        boolean fromWiring = line.startsWith("server.")
                || line.startsWith("management.")
                || line.startsWith("cluster.")
                || line.startsWith("journal.");
        return fromWiring ? (conf == null ? "defaults" : conf) + ": " + line : line;
    }

    /** What of the environment is for the configuration. */
    static Map<String, String> keys(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(entry -> !entry.getKey().matches(LAUNCHER))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}

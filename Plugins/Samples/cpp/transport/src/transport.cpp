/*
 * A transport: appends every message to a file, a line each, and reports it delivered when the line is on disk.
 *
 *     - transport: PLUGIN_ID
 *       with: { file: "spool.txt" }          # "delivery id", a tab, the body
 *
 * It shows what a transport owes: `submit` returns at once, each token is completed exactly once, and the slow work
 * happens on a thread of its own, which lives between `activate` and `deactivate`. That thread takes all that waits at
 * once, so that many messages share one fsync.
 */
#include "stage.hpp"

#include "kit.hpp"
#include "own_thread.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

/** Lines, and the tokens of the attempts that they belong to. */
struct Batch {
    std::string lines;
    std::vector<uint64_t> tokens;
};

/** How an attempt ends. */
struct Ending {
    int32_t outcome;
    uint32_t sent;
    std::string_view code;
    std::string_view sentence;
};

class Spool {
  public:
    explicit Spool(const kit::Setup &setup) : host_(setup.host), file_(setup.member("file").value_or("")) {
        if (file_.empty() || file_.size() > 255 || file_.find('\0') != std::string::npos) {
            throw kit::Problem{"/file", "a path of at most 255 bytes is needed"};
        }
    }

    bool activate() {
        ends_ = false;
        auto body = [](void *spool) -> void * { return static_cast<Spool *>(spool)->run(), nullptr; };
        return start_own_thread(&thread_, body, this) == 0;
    }

    void deactivate() {
        {
            std::lock_guard guard(lock_);
            ends_ = true;
        }
        changed_.notify_all();
        pthread_join(thread_, nullptr);
    }

    void submit(const penstock_delivery &delivery) {
        const std::string_view body = kit::text(delivery.message->body);
        if (delivery.call->flags & PENSTOCK_CALL_TRIAL) {
            return complete(delivery.token,
                            {PENSTOCK_DELIVERED, PENSTOCK_SENT_NO, "trial", "a trial: nothing was written"});
        }
        if (body.find('\n') != std::string_view::npos) {
            return complete(delivery.token, {PENSTOCK_PERMANENT, PENSTOCK_SENT_NO, "not-one-line",
                                             "the body has several lines, and the file has one for each message"});
        }
        const std::string line = std::string(kit::text(delivery.call->delivery)).append("\t").append(body).append("\n");
        {
            std::lock_guard guard(lock_);
            // First what may throw and leaves nothing behind: a line without its token would be written for nobody.
            waiting_.lines.reserve(waiting_.lines.size() + line.size());
            waiting_.tokens.push_back(delivery.token);
            waiting_.lines += line;
        }
        changed_.notify_all();
    }

    /** Waits until everything is written; what is not by then is completed as it stands. */
    void drain(int64_t budget_us) {
        std::vector<uint64_t> waiting, writing;
        {
            std::unique_lock guard(lock_);
            changed_.wait_for(guard, std::chrono::microseconds(budget_us),
                              [&] { return waiting_.tokens.empty() && !busy_; });
            waiting = std::exchange(waiting_, {}).tokens;
            writing = std::exchange(writing_, {});
        }
        complete_all(writing, {PENSTOCK_TRANSIENT, PENSTOCK_SENT_MAYBE, "cut", "the host ended before it was on disk"});
        complete_all(waiting, {PENSTOCK_TRANSIENT, PENSTOCK_SENT_NO, "cut", "the host ended before it was written"});
    }

  private:
    const penstock_host &host_;
    const std::string file_;
    pthread_t thread_ = {};
    std::mutex lock_; // guards what follows
    std::condition_variable changed_;
    Batch waiting_;                 // taken by the thread next
    std::vector<uint64_t> writing_; // whoever takes these tokens completes them
    bool busy_ = false;             // the thread writes or completes
    bool ends_ = false;

    void complete(uint64_t token, const Ending &ending) const {
        penstock_result result = {};
        result.size = sizeof result;
        result.token = token;
        result.outcome = ending.outcome;
        result.sent = ending.sent;
        result.retry_after_ms = -1;
        result.code = kit::view(ending.code);
        result.sentence = kit::view(ending.sentence);
        host_.complete(&host_, &result);
    }

    /** Never under the lock: the host may call again before this returns. */
    void complete_all(const std::vector<uint64_t> &tokens, const Ending &ending) const {
        for (uint64_t token : tokens) complete(token, ending);
    }

    void run() {
        std::unique_lock guard(lock_);
        for (;;) {
            changed_.wait(guard, [&] { return !waiting_.tokens.empty() || ends_; });
            if (waiting_.tokens.empty()) return;
            Batch batch = std::exchange(waiting_, {});
            writing_ = std::move(batch.tokens);
            busy_ = true;
            guard.unlock();

            const int failure = write_lines(batch.lines);

            guard.lock();
            const std::vector<uint64_t> tokens = std::exchange(writing_, {});
            guard.unlock();
            if (failure == 0) {
                complete_all(tokens, {PENSTOCK_DELIVERED, PENSTOCK_SENT_YES, "written", "it is on disk"});
            } else {
                const std::string sentence = file_ + " cannot be written: " + std::strerror(failure);
                complete_all(tokens, {PENSTOCK_TRANSIENT, PENSTOCK_SENT_NO, "not-written", sentence});
            }

            guard.lock();
            busy_ = false;
            changed_.notify_all();
        }
    }

    /** Opened for each batch, so that a file that was moved away or a directory that was mended is noticed. */
    int write_lines(std::string_view lines) const {
        const int descriptor = open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
        if (descriptor < 0) return errno;
        const int failure = append(descriptor, lines);
        close(descriptor);
        return failure;
    }

    /** Writes all of it and waits for the disk. 0, or an errno; then the file is as it was. */
    static int append(int descriptor, std::string_view lines) {
        struct stat before;
        if (fstat(descriptor, &before) != 0) return errno;
        while (!lines.empty()) {
            const ssize_t written = write(descriptor, lines.data(), lines.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) {
                const int failure = errno;
                // Half a line would run into the next one.
                return ftruncate(descriptor, before.st_size) != 0 ? errno : failure;
            }
            lines.remove_prefix(static_cast<size_t>(written));
        }
        return fsync(descriptor) == 0 ? 0 : errno;
    }
};

constexpr penstock_ops operations = kit::transport_ops<Spool>();

} // namespace

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSPORT,
    .id = "PLUGIN_ID",
    .summary = "Appends every message to a file, a line each, and waits for the disk.",
    .schema = R"json({
        "type": "object", "required": ["file"], "additionalProperties": false,
        "properties": {
            "file": {
                "type": "string", "minLength": 1, "maxLength": 255,
                "description": "The file to append to; a relative path starts where the host was started."
            }
        },
        "examples": [{ "file": "spool.txt" }]
    })json",
    .ops = &operations,
    .context = nullptr,
};

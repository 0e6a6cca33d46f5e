/* The boundary between the engine and a platform plugin. C11, no dependencies.
 *
 * Rules that hold for every declaration below
 *   - Text is UTF-8, given as pointer + size, never NUL-terminated.
 *   - Times are int64 milliseconds since 1970-01-01T00:00:00Z.
 *   - A pointer received in a call is valid until that call returns, unless the
 *     declaration says longer. Nothing allocated on one side is freed on the other.
 *   - No C++ exception and no longjmp leaves a function of this header.
 *   - Structs that begin with `struct_size` grow at their end; it says how much the
 *     writer knew. All others are frozen. An array of structs that may grow is
 *     walked by its stated stride, never by sizeof.
 *   - Flags and reserved fields are 0; a reader refuses bits it does not know.
 *
 * Threads
 *   [loader-thread]  one thread, before the first sync or after the last one
 *   [sync-thread]    at most one at a time for one instance; the OS thread may
 *                    differ from call to call
 *   [any-thread]     may be called concurrently
 *
 * Life of an instance: create, then any number of sync, discover and check, then destroy.
 * One instance serves one platform; several instances may run at once.
 */
#ifndef TIDEMARK_ABI_H
#define TIDEMARK_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The major is part of the exported symbol's name; a minor only appends. */
#define TIDEMARK_ABI_MAJOR 1
#define TIDEMARK_ABI_MINOR 0

/* True if `s` was written by someone who knew `member`. */
#define TIDEMARK_HAS(type, s, member) \
  (offsetof(type, member) + sizeof(((type*)0)->member) <= (s)->struct_size)

/* An instant that nobody knows. */
#define TIDEMARK_UNKNOWN_TIME INT64_MIN
/* An instant that never comes: with metric_unavailable, until the account's token changes;
 * of a token, that it does not expire. */
#define TIDEMARK_NEVER INT64_MAX

typedef struct tidemark_text {
  const char* data;
  uint64_t size;
} tidemark_text;

typedef struct tidemark_pair {
  tidemark_text name;
  tidemark_text value;
} tidemark_pair;

/* The admin API's error codes, plus five of the boundary itself (0, 1, 12, 13, 14). */
enum {
  TIDEMARK_OK = 0,
  TIDEMARK_CANCELLED = 1,      /* the engine asked to stop; not a failure        */
  TIDEMARK_RATE_LIMITED = 2,   /* retry_after_ms says when, -1 unknown           */
  TIDEMARK_PLATFORM_ERROR = 3, /* the platform failed; later may work            */
  TIDEMARK_NETWORK_ERROR = 4,
  TIDEMARK_TIMEOUT = 5,
  TIDEMARK_AUTH_FAILED = 6,   /* a person must grant access again               */
  TIDEMARK_INVALID_TOKEN = 7, /* a fresh token may work                         */
  TIDEMARK_PERMISSION_DENIED = 8,
  TIDEMARK_POST_NOT_FOUND = 9,
  TIDEMARK_METRIC_UNAVAILABLE = 10,
  TIDEMARK_BAD_RESPONSE = 11, /* an answer in a form we cannot read             */
  TIDEMARK_BAD_CONFIG = 12,   /* no retry until the configuration changes       */
  TIDEMARK_UNSUPPORTED = 13,  /* one side is too old for the request            */
  TIDEMARK_PLUGIN_ERROR = 14  /* a defect; unknown codes are read as this       */
};
typedef int32_t tidemark_code;

/* Filled by the callee on any code but OK and CANCELLED. Pointer-free, 256 bytes. */
typedef struct tidemark_error {
  uint32_t struct_size;
  tidemark_code code;
  int64_t retry_after_ms; /* -1 unknown                                         */
  uint32_t http_status;   /* 0 when no answer was involved                      */
  uint32_t message_size;
  char message[232]; /* UTF-8, cut at a character boundary, no secrets          */
} tidemark_error;

/* ---- records: pointer-free, fixed width, cross a process boundary as bytes ---- */

/* One metric of one item of the running sync. Not sent means absent, never zero.
 * All that one sync sends about one item is one snapshot; the engine gives the time. */
typedef struct tidemark_sample {
  int64_t value;    /* in the metric's declared unit; exact                     */
  int64_t since_ms; /* kind 2: the stretch that the figure is about; else 0     */
  int64_t until_ms;
  uint32_t item;   /* index into tidemark_sync.items                            */
  uint32_t metric; /* index into tidemark_plugin.metrics                        */
} tidemark_sample;

/* What a platform said about its quota. */
typedef struct tidemark_quota {
  int64_t limit; /* -1 unknown                                                  */
  int64_t remaining;
  int64_t reset_at_ms; /* TIDEMARK_UNKNOWN_TIME if it was not said              */
  uint32_t bucket;     /* index into tidemark_plugin.buckets                    */
  uint32_t flags;
} tidemark_quota;

/* ---- host services ---- */

/* tidemark_request.flags: with the app's own token, as the manifest's [auth.app] makes it.
 * Without its keys the call is TIDEMARK_BAD_CONFIG, and nothing is sent. */
#define TIDEMARK_REQUEST_AS_APP 1u

typedef struct tidemark_request {
  uint32_t struct_size;
  uint32_t bucket; /* the quota it counts against ...                           */
  uint32_t cost;   /* ... and how much; 0 means 1                               */
  uint32_t origin; /* index into the manifest's [[origin]]; 0 is the usual one  */
  uint32_t flags;
  uint32_t reserved;
  tidemark_text method;
  tidemark_text target; /* path and query; the engine puts the origin in front, and the
                           account's token in the place of "{access_token}" in the query */
  const tidemark_pair* headers;
  uint64_t header_count;
  tidemark_text body;
} tidemark_request;

typedef struct tidemark_response {
  uint32_t struct_size;
  uint32_t status;              /* 0 if no answer came                          */
  const tidemark_pair* headers; /* names in lower case                          */
  uint64_t header_count;
  tidemark_text body;
} tidemark_response;

/* A post that discover found. */
typedef struct tidemark_found {
  uint32_t struct_size;
  uint32_t flags;
  tidemark_text platform_id;
  tidemark_text url;
  tidemark_text text;
  tidemark_text type;       /* the plugin's own word, given back in tidemark_item.type */
  tidemark_text media_json; /* array of {"url","type","alt_text"}; empty: none         */
  int64_t published_at_ms;  /* TIDEMARK_UNKNOWN_TIME if unknown                        */
} tidemark_found;

/* What a check found out about the account's access. Texts are lists separated by spaces. */
typedef struct tidemark_access {
  uint32_t struct_size;
  uint32_t flags;
  tidemark_text scopes;  /* what the token may; empty: the platform does not say          */
  tidemark_text missing; /* scopes and roles that syncs need and that were not granted    */
  tidemark_text role;    /* of the token's person towards the account; empty: not said    */
  int64_t expires_at_ms; /* TIDEMARK_UNKNOWN_TIME, TIDEMARK_NEVER                         */
} tidemark_access;

typedef struct tidemark_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  void* impl;

  /* One line for the engine's log, which adds plugin, account and run, and limits
   * the rate. Levels: 0 debug, 1 info, 2 warning, 3 error. [any-thread] */
  void (*log)(const struct tidemark_host*, int32_t level, tidemark_text message);

  /* Engine time; the only clock a plugin may use. [any-thread] */
  int64_t (*now_ms)(const struct tidemark_host*);

  /* 1 once the sync should return CANCELLED soon. [any-thread] */
  int32_t (*cancelled)(const struct tidemark_host*);

  /* Sends one request: adds origin and credentials, retries what is safe to retry.
   * OK: an answer came, whatever its status but 429. RATE_LIMITED: the bucket did not
   * consent (status 0), or the platform answered 429 or asked for a pause of more
   * than two seconds (then `out` holds that answer). Never waits for quota.
   * `out` is valid until the next call of http or until sync returns. [sync-thread] */
  tidemark_code (*http)(const struct tidemark_host*, const tidemark_request*, tidemark_response* out,
                        tidemark_error*);

  /* Reports a quota read from an answer. Within a window a report only lowers what
   * the engine counted itself. [any-thread] */
  void (*quota)(const struct tidemark_host*, const tidemark_quota*);

  /* Hands over samples; durable when OK is returned. All are stored or none; sent
   * again within one sync, they change nothing. In a discovery, item i is the post of
   * the i-th call of found, from 0: what its listing says of it is a snapshot too.
   * `stride` is sizeof(tidemark_sample) of the plugin's build. [sync-thread] */
  tidemark_code (*emit)(const struct tidemark_host*, const tidemark_sample* first, uint64_t count,
                        uint32_t stride, tidemark_error*);

  /* This item was read, and the answer had none of its metrics: synced, with nothing
   * to store. [sync-thread] */
  void (*item_read)(const struct tidemark_host*, uint32_t item);

  /* This item cannot be had; the others go on. [sync-thread] */
  void (*item_failed)(const struct tidemark_host*, uint32_t item, const tidemark_error* why);

  /* The platform refuses this metric for items of this type (empty: all) of this
   * account. The engine remembers it until `until_ms` or a new token and gives it back in
   * tidemark_sync.unavailable. [sync-thread] */
  void (*metric_unavailable)(const struct tidemark_host*, uint32_t metric, tidemark_text type,
                             int64_t until_ms, tidemark_text why);

  /* One post found by discover. [sync-thread] */
  tidemark_code (*found)(const struct tidemark_host*, const tidemark_found*, tidemark_error*);

  /* "tidemark.<name>/<revision>"; NULL if absent. Lives as long as the instance.
   * [any-thread] */
  const void* (*extension)(const struct tidemark_host*, tidemark_text id);
} tidemark_host;

/* ---- what a plugin provides ---- */

typedef struct tidemark_metric {
  uint32_t struct_size; /* also the stride of the array                         */
  uint32_t kind;        /* 0 gauge, 1 running total, 2 total of a window        */
  tidemark_text name;   /* "impressions"                                        */
  tidemark_text unit;   /* "1", "s"                                             */
} tidemark_metric;

typedef struct tidemark_bucket {
  uint32_t struct_size; /* also the stride of the array                         */
  uint32_t flags;
  int64_t limit; /* until the platform says otherwise                           */
  int64_t window_ms;
  tidemark_text name;
} tidemark_bucket;

typedef struct tidemark_item {
  uint32_t struct_size;      /* also the stride of the array                         */
  uint32_t kind;             /* 0 the account itself, 1 a post                       */
  tidemark_text platform_id; /* empty for the account itself                    */
  tidemark_text type;        /* as discover named it; empty: unknown            */
  int64_t published_at_ms;   /* TIDEMARK_UNKNOWN_TIME if unknown                */
} tidemark_item;

/* A metric that metric_unavailable reported and whose time has not come. Frozen. */
typedef struct tidemark_unavailable {
  tidemark_text type; /* empty: items of every type                             */
  uint32_t metric;    /* index into tidemark_plugin.metrics                     */
  uint32_t reserved;
} tidemark_unavailable;

typedef struct tidemark_sync {
  uint32_t struct_size;
  uint32_t flags;
  const tidemark_pair* account; /* "platform_user_id", "page_id", ...: those that are known;
                                   "token_kind", if the manifest tells kinds apart */
  uint64_t account_count;
  const tidemark_item* items;
  uint64_t item_count;
  const tidemark_unavailable* unavailable;
  uint64_t unavailable_count;
} tidemark_sync;

typedef struct tidemark_discovery {
  uint32_t struct_size;
  uint32_t flags;
  const tidemark_pair* account;
  uint64_t account_count;
  tidemark_text cursor; /* as this plugin gave it last time; empty: list everything */
  /* Called by the plugin at most once, before it returns OK: what to hand over next
   * time. `host` is the instance's. */
  void (*keep_cursor)(const struct tidemark_host* host, tidemark_text cursor);
  /* Called by the plugin at most once, before it returns OK: this call has found every post
   * of the account that the platform still has and that was published at or after `since_ms`
   * (TIDEMARK_UNKNOWN_TIME: every post there is). Those that the engine knows beyond that
   * are gone. A plugin that cannot be sure does not call it. */
  void (*listed)(const struct tidemark_host* host, int64_t since_ms);
  const tidemark_unavailable* unavailable; /* as in tidemark_sync */
  uint64_t unavailable_count;
} tidemark_discovery;

typedef struct tidemark_check {
  uint32_t struct_size;
  uint32_t flags;
  const tidemark_pair* account;
  uint64_t account_count;
  /* Called by the plugin at most once, whatever it returns afterwards. */
  void (*access)(const struct tidemark_host* host, const tidemark_access* access);
} tidemark_check;

typedef struct tidemark_plugin {
  uint32_t struct_size;
  uint32_t abi_minor;       /* TIDEMARK_ABI_MINOR of the build                  */
  uint32_t needs_abi_minor; /* lowest engine minor this plugin can work with    */
  uint32_t flags;
  tidemark_text platform; /* "example"; equals the manifest                     */
  tidemark_text version;  /* "1.4.0"; equals the manifest                       */
  const tidemark_metric* metrics;
  uint64_t metric_count;
  const tidemark_bucket* buckets;
  uint64_t bucket_count;

  /* `config_json`: an object with every key of the manifest's [config] that is not
   * secret. `host` stays valid until destroy returns. [loader-thread] */
  tidemark_code (*create)(const tidemark_host* host, tidemark_text config_json, void** out, tidemark_error*);
  /* Never fails; after it the plugin holds nothing of `host`. [loader-thread] */
  void (*destroy)(void* instance);
  /* OK if each item was emitted, read or reported as failed. [sync-thread] */
  tidemark_code (*sync)(void* instance, const tidemark_sync*, tidemark_error*);
  /* Calls found for the account's posts. NULL: this platform's posts are registered
   * through the admin API only. [sync-thread] */
  tidemark_code (*discover)(void* instance, const tidemark_discovery*, tidemark_error*);
  /* Asks the platform for the smallest thing that shows whether the account's access is
   * good, and for what it grants. OK: it is. NULL: a sync of the account item is the check.
   * [sync-thread] */
  tidemark_code (*check)(void* instance, const tidemark_check*, tidemark_error*);
  /* NULL if absent. [any-thread] */
  const void* (*extension)(void* instance, tidemark_text id);
} tidemark_plugin;

/* The only symbol a plugin exports. A later major has its own. */
extern const tidemark_plugin tidemark_plugin_v1;

#ifdef __cplusplus
}
#endif
#endif

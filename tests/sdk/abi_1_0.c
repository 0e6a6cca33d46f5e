/* The layout of ABI 1.0 on the machines we serve (64 bits, little-endian or big). A released layout never
 * changes: a later minor appends, and brings a file of its own. */
#include <tidemark/abi.h>

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type)
#define AT(type, member, bytes) \
  _Static_assert(offsetof(type, member) == (bytes), "place of " #member " in " #type)

_Static_assert(TIDEMARK_ABI_MAJOR == 1, "a new major has its own header and symbol");
_Static_assert(sizeof(tidemark_code) == 4, "codes are 32 bits wide");
_Static_assert(TIDEMARK_OK == 0 && TIDEMARK_CANCELLED == 1 && TIDEMARK_RATE_LIMITED == 2 &&
                   TIDEMARK_PLATFORM_ERROR == 3 && TIDEMARK_NETWORK_ERROR == 4 && TIDEMARK_TIMEOUT == 5 &&
                   TIDEMARK_AUTH_FAILED == 6 && TIDEMARK_INVALID_TOKEN == 7 &&
                   TIDEMARK_PERMISSION_DENIED == 8 && TIDEMARK_POST_NOT_FOUND == 9 &&
                   TIDEMARK_METRIC_UNAVAILABLE == 10 && TIDEMARK_BAD_RESPONSE == 11 &&
                   TIDEMARK_BAD_CONFIG == 12 && TIDEMARK_UNSUPPORTED == 13 && TIDEMARK_PLUGIN_ERROR == 14,
               "codes keep their numbers");

SIZE(tidemark_text, 16);
AT(tidemark_text, data, 0);
AT(tidemark_text, size, 8);

SIZE(tidemark_pair, 32);
AT(tidemark_pair, name, 0);
AT(tidemark_pair, value, 16);

SIZE(tidemark_error, 256);
AT(tidemark_error, struct_size, 0);
AT(tidemark_error, code, 4);
AT(tidemark_error, retry_after_ms, 8);
AT(tidemark_error, http_status, 16);
AT(tidemark_error, message_size, 20);
AT(tidemark_error, message, 24);

SIZE(tidemark_sample, 32);
AT(tidemark_sample, value, 0);
AT(tidemark_sample, since_ms, 8);
AT(tidemark_sample, until_ms, 16);
AT(tidemark_sample, item, 24);
AT(tidemark_sample, metric, 28);

SIZE(tidemark_quota, 32);
AT(tidemark_quota, limit, 0);
AT(tidemark_quota, remaining, 8);
AT(tidemark_quota, reset_at_ms, 16);
AT(tidemark_quota, bucket, 24);
AT(tidemark_quota, flags, 28);

SIZE(tidemark_request, 88);
AT(tidemark_request, struct_size, 0);
AT(tidemark_request, bucket, 4);
AT(tidemark_request, cost, 8);
AT(tidemark_request, origin, 12);
AT(tidemark_request, flags, 16);
AT(tidemark_request, reserved, 20);
AT(tidemark_request, method, 24);
AT(tidemark_request, target, 40);
AT(tidemark_request, headers, 56);
AT(tidemark_request, header_count, 64);
AT(tidemark_request, body, 72);

SIZE(tidemark_response, 40);
AT(tidemark_response, struct_size, 0);
AT(tidemark_response, status, 4);
AT(tidemark_response, headers, 8);
AT(tidemark_response, header_count, 16);
AT(tidemark_response, body, 24);

SIZE(tidemark_found, 96);
AT(tidemark_found, struct_size, 0);
AT(tidemark_found, flags, 4);
AT(tidemark_found, platform_id, 8);
AT(tidemark_found, url, 24);
AT(tidemark_found, text, 40);
AT(tidemark_found, type, 56);
AT(tidemark_found, media_json, 72);
AT(tidemark_found, published_at_ms, 88);

SIZE(tidemark_host, 104);
AT(tidemark_host, struct_size, 0);
AT(tidemark_host, abi_minor, 4);
AT(tidemark_host, impl, 8);
AT(tidemark_host, log, 16);
AT(tidemark_host, now_ms, 24);
AT(tidemark_host, cancelled, 32);
AT(tidemark_host, http, 40);
AT(tidemark_host, quota, 48);
AT(tidemark_host, emit, 56);
AT(tidemark_host, item_read, 64);
AT(tidemark_host, item_failed, 72);
AT(tidemark_host, metric_unavailable, 80);
AT(tidemark_host, found, 88);
AT(tidemark_host, extension, 96);

SIZE(tidemark_metric, 40);
AT(tidemark_metric, struct_size, 0);
AT(tidemark_metric, kind, 4);
AT(tidemark_metric, name, 8);
AT(tidemark_metric, unit, 24);

SIZE(tidemark_bucket, 40);
AT(tidemark_bucket, struct_size, 0);
AT(tidemark_bucket, flags, 4);
AT(tidemark_bucket, limit, 8);
AT(tidemark_bucket, window_ms, 16);
AT(tidemark_bucket, name, 24);

SIZE(tidemark_item, 48);
AT(tidemark_item, struct_size, 0);
AT(tidemark_item, kind, 4);
AT(tidemark_item, platform_id, 8);
AT(tidemark_item, type, 24);
AT(tidemark_item, published_at_ms, 40);

SIZE(tidemark_unavailable, 24);
AT(tidemark_unavailable, type, 0);
AT(tidemark_unavailable, metric, 16);
AT(tidemark_unavailable, reserved, 20);

SIZE(tidemark_sync, 56);
AT(tidemark_sync, struct_size, 0);
AT(tidemark_sync, flags, 4);
AT(tidemark_sync, account, 8);
AT(tidemark_sync, account_count, 16);
AT(tidemark_sync, items, 24);
AT(tidemark_sync, item_count, 32);
AT(tidemark_sync, unavailable, 40);
AT(tidemark_sync, unavailable_count, 48);

SIZE(tidemark_discovery, 72);
AT(tidemark_discovery, struct_size, 0);
AT(tidemark_discovery, flags, 4);
AT(tidemark_discovery, account, 8);
AT(tidemark_discovery, account_count, 16);
AT(tidemark_discovery, cursor, 24);
AT(tidemark_discovery, keep_cursor, 40);
AT(tidemark_discovery, listed, 48);
AT(tidemark_discovery, unavailable, 56);
AT(tidemark_discovery, unavailable_count, 64);

SIZE(tidemark_access, 64);
AT(tidemark_access, struct_size, 0);
AT(tidemark_access, flags, 4);
AT(tidemark_access, scopes, 8);
AT(tidemark_access, missing, 24);
AT(tidemark_access, role, 40);
AT(tidemark_access, expires_at_ms, 56);

SIZE(tidemark_check, 32);
AT(tidemark_check, struct_size, 0);
AT(tidemark_check, flags, 4);
AT(tidemark_check, account, 8);
AT(tidemark_check, account_count, 16);
AT(tidemark_check, access, 24);

SIZE(tidemark_plugin, 128);
AT(tidemark_plugin, struct_size, 0);
AT(tidemark_plugin, abi_minor, 4);
AT(tidemark_plugin, needs_abi_minor, 8);
AT(tidemark_plugin, flags, 12);
AT(tidemark_plugin, platform, 16);
AT(tidemark_plugin, version, 32);
AT(tidemark_plugin, metrics, 48);
AT(tidemark_plugin, metric_count, 56);
AT(tidemark_plugin, buckets, 64);
AT(tidemark_plugin, bucket_count, 72);
AT(tidemark_plugin, create, 80);
AT(tidemark_plugin, destroy, 88);
AT(tidemark_plugin, sync, 96);
AT(tidemark_plugin, discover, 104);
AT(tidemark_plugin, check, 112);
AT(tidemark_plugin, extension, 120);

/* TIDEMARK_HAS compiles in C, and sees what a writer of ABI 1.0 knew. */
int tidemark_abi_1_0_has_every_host_service(void);
int tidemark_abi_1_0_has_every_host_service(void) {
  const tidemark_host host = {sizeof(tidemark_host), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  return TIDEMARK_HAS(tidemark_host, &host, extension);
}

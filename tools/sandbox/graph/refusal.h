#pragma once
// How Graph says no. Source: Facebook facts, section 10; Instagram facts, sections 4 and 10.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/exchange.h"

namespace tidemark::sandbox::graph {

/// graph.facebook.com (pages, and Instagram with Facebook Login) or graph.instagram.com (Instagram Login).
enum class Host { facebook, instagram };

/// Thrown where a request turns out to be refused, however deep in an answer that is being written: Graph
/// answers a request whole or not at all. Caught where one request, one element of a batch or one answer
/// ends.
struct Refusal {
  int status = 400;
  int code = 100;
  int subcode = 0;        ///< 0: none
  bool numbered = false;  ///< graph.facebook.com puts "(#code) " before the message
  std::string message;
  std::string type = "OAuthException";
  std::optional<bool> transient;
  std::string user_title, user_message;  ///< left out when empty
  bool bare = false;                     ///< code and message alone, as Graph's overload protection answers
};

Refusal invalid_parameter(std::string message);
Refusal unknown_field(std::string_view field, std::string_view node_type = "");
/// 100/33, in the words of the platform that the object would belong to.
Refusal missing_object(std::string_view id, Host host);
Refusal unknown_alias(std::string_view id);
Refusal unknown_path(Host host);
Refusal not_permitted();
Refusal not_valid_insights_metric();
Refusal no_metric();
Refusal reduce_data();
Refusal not_applicable();  ///< "Fatal", -1/2207086
Refusal before_conversion();
Refusal not_enough_viewers();
/// `subcode`: 458, 459, 460, 463, 464, 467 or 492; of 463 the instant in which it ended.
Refusal bad_token(int subcode, std::int64_t ended_s, std::int64_t now_s);
Refusal malformed_token();
/// 4, 17, 32, 613, 80001 or 80002.
Refusal too_many_calls(int code);
/// 1 or 2.
Refusal transient_error(int code);

/// The whole answer; `variant` picks the trace id and the content type, which Graph does not keep to.
Answer to_answer(const Refusal& refusal, Host host, std::uint64_t variant);
/// A 5xx whose body is a page for people.
Answer html_error(int status);

}  // namespace tidemark::sandbox::graph

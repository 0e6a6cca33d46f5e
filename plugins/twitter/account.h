#pragma once
// The account itself: its figures, its number, what its token may.

#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

namespace tidemark::twitter {

void read_account(const sdk::Sync& sync, const sdk::Item& item);

/// The account's number: as it was registered, else the one of the token's user.
std::string account_number(const sdk::Reading& reading);

/// Why a 200 has nothing of the account: its first error, as `what` ("the account's posts") was asked for.
sdk::Failure not_there(const json::Value& root, std::string_view what);

void check_access(const sdk::Check& check);

}  // namespace tidemark::twitter

#include "store/post_scan.h"

#include "store/keys.h"

namespace tidemark {
namespace {

std::string lower_of(std::optional<BusinessId> business) {
  return business ? disk::business_prefix(*business, Subject::Kind::post) : std::string();
}

std::string upper_of(std::optional<BusinessId> business) {
  return business ? disk::after_prefix(lower_of(business)) : std::string();
}

}  // namespace

PostScan::PostScan(const View& view, std::optional<BusinessId> business,
                   std::optional<std::uint32_t> platform)
    : view_(view),
      platform_(platform),
      lower_(lower_of(business)),
      upper_(upper_of(business)),
      lower_slice_(lower_),
      upper_slice_(upper_),
      history_(view, lower_, upper_, !business) {}

bool PostScan::next() {
  if (damaged_) return false;
  if (!stands_) {
    stands_ = view_.iterator(Family::latest, lower_slice_, upper_slice_, upper_.empty());
    stands_->Seek(lower_slice_);
  } else if (stands_->Valid()) {
    stands_->Next();
  }
  for (; stands_->Valid(); stands_->Next()) {
    const auto subject = disk::parse_subject_key(stands_->key().ToStringView());
    if (!subject || !disk::decode_latest(stands_->value().ToStringView(), latest_)) {
      damaged_ = true;
      return false;
    }
    if (subject->kind != Subject::Kind::post || (platform_ && latest_.platform != *platform_)) continue;
    post_ = *subject;
    history_.begin(stands_->key().ToStringView());
    return true;
  }
  return false;
}

Result<> PostScan::status() const {
  if (damaged_) return view_.rocks().unreadable("what stands");
  if (stands_ && !stands_->status().ok()) return view_.rocks().failed("reading", stands_->status());
  return history_.status();
}

}  // namespace tidemark

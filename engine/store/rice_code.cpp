#include "store/rice_code.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "store/bits.h"

namespace tidemark::disk {
namespace {

constexpr std::size_t kInBlock = 16, kMostBlocks = kMostRiceNumbers / kInBlock;
/// A quotient of so many or more is not spelled out: the whole number stands at the end.
constexpr unsigned kLongQuotient = 24;
constexpr unsigned kMostWidth = 62;
/// What a block's choice costs in bits, if it is not the one before's: README.md.
constexpr unsigned kOtherChoice = 9;

/// How the numbers of a block are written. ON DISK.
struct Choice {
  unsigned step = 0;    ///< 0: all are 0; else the width and 1
  bool folded = false;  ///< zigzag: some may be negative
  bool operator==(const Choice&) const = default;
  unsigned width() const { return step - 1; }
};

std::uint64_t folded(std::int64_t number) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  return (bits << 1) ^ (number < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t unfolded(std::uint64_t bits) {
  return std::bit_cast<std::int64_t>((bits >> 1) ^ ((bits & 1) ? ~std::uint64_t{0} : 0));
}

/// A block's numbers as they are written, if they are not all 0. The last block has zeros behind its numbers.
struct Block {
  Block() {}  // nothing is cleared
  Choice choice;
  std::array<std::uint64_t, kInBlock> numbers;
};

/// Bits of the quotients beyond one each; `all` has every bit that a number has.
std::uint64_t quotient_bits(const Block& block, std::uint64_t all, unsigned width) {
  std::uint64_t bits = 0;
  if (all >> width < kLongQuotient) {
    for (const std::uint64_t number : block.numbers) bits += number >> width;
    return bits;
  }
  for (const std::uint64_t number : block.numbers)
    bits += number >> width < kLongQuotient ? number >> width : kLongQuotient + 64;
  return bits;
}

void fill(Block& block, std::span<const std::int64_t> numbers, Choice before) {
  block.choice = {0, before.folded};
  std::uint64_t all = 0;
  for (const std::int64_t number : numbers) all |= std::bit_cast<std::uint64_t>(number);
  if (all == 0) return;

  block.choice.folded = all >> 63 != 0;
  std::uint64_t sum = 0;
  all = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::uint64_t number =
        block.choice.folded ? folded(numbers[i]) : std::bit_cast<std::uint64_t>(numbers[i]);
    block.numbers[i] = number;
    all |= number;
    sum += number >> 4;  // of sixteen, 64 bits hold it
  }
  std::fill(block.numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size()), block.numbers.end(), 0);
  // The best width is about the mean's length; from there downhill.
  const auto cost = [&](unsigned width) { return numbers.size() * width + quotient_bits(block, all, width); };
  unsigned width = static_cast<unsigned>(std::bit_width(sum / numbers.size() * kInBlock / 2));
  width = std::min(width, kMostWidth);
  std::uint64_t least = cost(width);
  const auto better = [&](unsigned other) {
    const std::uint64_t bits = cost(other);
    if (bits >= least) return false;
    least = bits;
    width = other;
    return true;
  };
  while (width < kMostWidth && better(width + 1)) {
  }
  while (width > 0 && better(width - 1)) {
  }
  if (before.step > 0 && before.folded == block.choice.folded && before.width() != width &&
      cost(before.width()) < least + kOtherChoice)
    width = before.width();
  block.choice.step = width + 1;
}

void put_choice(BitWriter& out, Choice choice, Choice before) {
  if (choice == before)
    out.put(0b1, 1);
  else if (choice.folded == before.folded && choice.step == before.step + 1)
    out.put(0b010, 3);
  else if (choice.folded == before.folded && choice.step + 1 == before.step)
    out.put(0b110, 3);
  else
    out.put(choice.step << 3 | (choice.folded ? 0b100u : 0u), kOtherChoice);
}

/// `at` moves behind it.
Choice get_choice(const char* bytes, std::size_t& at, Choice before) {
  const std::uint64_t bits = get_bits(bytes, at, kOtherChoice);
  if ((bits & 1) != 0) {
    at += 1;
    return before;
  }
  if ((bits & 2) != 0) {
    at += 3;
    before.step += (bits & 4) != 0 ? ~0u : 1u;
    return before;
  }
  at += kOtherChoice;
  return {static_cast<unsigned>(bits >> 3), (bits & 4) != 0};
}

/// Quotients: so many zeros each, and a one.
class Quotients {
 public:
  /// From bit `at` on.
  Quotients(const char* bytes, std::size_t size, std::size_t at)
      : bytes_(bytes), bits_(size * 8), base_(at / 64 * 64), end_(at) {
    if (at < bits_) ones_ = load_bits(bytes_ + base_ / 8) & ~std::uint64_t{0} << (at % 64);
  }

  /// The next ones, and the greatest of them: above kLongQuotient for bytes that no version wrote.
  std::size_t read(std::span<std::int64_t> quotients) {
    std::uint64_t ones = ones_;
    std::size_t base = base_, end = end_, most = 0;
    for (std::int64_t& quotient : quotients) {
      while (ones == 0) {
        base += 64;
        if (base >= bits_) return kLongQuotient + 1;
        ones = load_bits(bytes_ + base / 8);
      }
      const std::size_t one = base + static_cast<unsigned>(std::countr_zero(ones));
      ones &= ones - 1;
      quotient = static_cast<std::int64_t>(one - end);
      most = std::max(most, one - end);
      end = one + 1;
    }
    ones_ = ones;
    base_ = base;
    end_ = end;
    return most;
  }
  /// Bytes up to here.
  std::size_t bytes() const { return (end_ + 7) / 8; }

 private:
  const char* bytes_;
  std::size_t bits_;
  std::size_t base_;        // which bit the first of ones_ is
  std::uint64_t ones_ = 0;  // those of 64 bits that are yet to come
  std::size_t end_;         // of the quotient before
};

// Every number at its longest: its remainder, its quotient, and all of it once more.
constexpr std::size_t kMostBytes =
    (kMostBlocks * kOtherChoice + kMostRiceNumbers * (kMostWidth + kLongQuotient + 1)) / 8 + 1 +
    kMostRiceNumbers * sizeof(std::uint64_t);

/// What stand there as quotients become numbers.
void add_remainders(const char* bytes, std::size_t at, unsigned width, std::span<std::int64_t> block) {
  if (width == 0) return;
  const auto add = [&](const auto& get) {
    for (std::int64_t& number : block) {
      number = number << width | std::bit_cast<std::int64_t>(get(at));
      at += width;
    }
  };
  if (width <= kBitsOfOneLoad) {
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    add([&](std::size_t from) { return load_bits(bytes + from / 8) >> (from % 8) & mask; });
  } else {
    add([&](std::size_t from) { return get_bits(bytes, from, width); });
  }
}

/// Instead of those whose quotients are long, the numbers that end before `whole`.
bool read_wholes(const char* bytes, std::size_t& whole, unsigned width, std::span<std::int64_t> block) {
  for (std::int64_t& number : block) {
    if (std::bit_cast<std::uint64_t>(number) >> width < kLongQuotient) continue;
    if (whole < sizeof number) return false;
    whole -= sizeof number;
    number = std::bit_cast<std::int64_t>(load_bits(bytes + whole));
  }
  return true;
}

std::size_t blocks_of(std::size_t numbers) {
  return (numbers + kInBlock - 1) / kInBlock;
}

}  // namespace

void put_rice(std::string& out, std::span<const std::int64_t> numbers) {
  assert(numbers.size() <= kMostRiceNumbers);
  if (std::all_of(numbers.begin(), numbers.end(), [](std::int64_t number) { return number == 0; })) return;
  std::array<Block, kMostBlocks> blocks;
  std::array<char, kMostBytes + kBitsMargin> buffer;
  BitWriter bits(buffer.data());
  Choice before;
  std::size_t b = 0;
  for (auto left = numbers; !left.empty(); left = left.subspan(std::min(kInBlock, left.size()))) {
    fill(blocks[b], left.first(std::min(kInBlock, left.size())), before);
    put_choice(bits, blocks[b].choice, before);
    before = blocks[b++].choice;
  }
  const auto each = [&](const auto& visit) {
    for (std::size_t i = 0; i < b; ++i) {
      const Block& block = blocks[i];
      if (block.choice.step == 0) continue;
      const std::size_t size = std::min(kInBlock, numbers.size() - i * kInBlock);
      for (std::size_t j = 0; j < size; ++j) visit(block.numbers[j], block.choice.width());
    }
  };
  each([&](std::uint64_t number, unsigned width) {
    bits.put(number & ((std::uint64_t{1} << width) - 1), width);
  });
  std::array<std::uint64_t, kMostRiceNumbers> whole;
  std::size_t wholes = 0;
  each([&](std::uint64_t number, unsigned width) {
    const auto quotient = static_cast<unsigned>(std::min<std::uint64_t>(number >> width, kLongQuotient));
    if (quotient == kLongQuotient) whole[wholes++] = number;
    bits.put(std::uint64_t{1} << quotient, quotient + 1);
  });
  out.append(buffer.data(), bits.size());
  // From the end backwards, so that one who reads but the beginning finds the first.
  for (; wholes > 0; --wholes)
    for (unsigned shift = 0; shift < 64; shift += 8)
      out.push_back(static_cast<char>(whole[wholes - 1] >> shift));
}

bool read_rice(std::string_view bytes, std::size_t size, std::span<std::int64_t> first) {
  assert(size <= kMostRiceNumbers && first.size() <= size);
  if (bytes.empty()) {
    std::fill(first.begin(), first.end(), 0);
    return true;
  }
  if (bytes.size() > kMostBytes) return false;
  std::array<char, kMostBytes + 2 * kBitsMargin> buffer;  // so that no load needs to look where the end is
  std::memcpy(buffer.data(), bytes.data(), bytes.size());
  std::memset(buffer.data() + bytes.size(), 0, kBitsMargin);

  std::array<Choice, kMostBlocks> choices;
  std::size_t at = 0, remainders = 0;
  Choice choice;
  for (std::size_t b = 0; b < blocks_of(size); ++b) {
    choices[b] = choice = get_choice(buffer.data(), at, choice);
    if (choice.step > kMostWidth + 1 || at > bytes.size() * 8) return false;
    if (choice.step > 0) remainders += choice.width() * std::min(kInBlock, size - b * kInBlock);
  }
  Quotients quotients(buffer.data(), bytes.size(), at + remainders);
  if (at + remainders > bytes.size() * 8) return false;

  std::size_t whole = bytes.size();  // where the next of them ends
  for (std::size_t i = 0; i < first.size(); i += kInBlock) {
    const auto block = first.subspan(i, std::min(kInBlock, first.size() - i));
    choice = choices[i / kInBlock];
    if (choice.step == 0) {
      std::fill(block.begin(), block.end(), 0);
      continue;
    }
    const std::size_t most = quotients.read(block);
    if (most > kLongQuotient) return false;
    add_remainders(buffer.data(), at, choice.width(), block);
    at += choice.width() * block.size();
    if (most == kLongQuotient && !read_wholes(buffer.data(), whole, choice.width(), block)) return false;
    if (choice.folded)
      for (std::int64_t& number : block) number = unfolded(std::bit_cast<std::uint64_t>(number));
  }
  return first.size() < size || quotients.bytes() == whole;
}

}  // namespace tidemark::disk

//! Scores of questionnaires: only of whole ones, and said as numbers, never as a verdict.

use super::instruments::{Band, Instrument};

/// The total of a whole questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The sum over all items.
    pub total: u32,
    /// The name of the band it lies in, where the instrument has bands.
    pub band: Option<String>,
    /// Sums of the instrument's groups of items, in their order.
    pub clusters: Vec<(String, u32)>,
}

/// Returns the score of these answers, one for each item; none unless every item has one of its answers.
pub fn score(instrument: &Instrument, answers: &[Option<u32>]) -> Option<Score> {
    if answers.len() != instrument.item.len() {
        return None;
    }
    let answers: Vec<u32> =
        answers.iter().map(|answer| answer.filter(|answer| *answer <= instrument.item_max())).collect::<Option<_>>()?;
    let total = answers.iter().sum();
    let band = instrument.band.iter().find(|band| (band.from..=band.to).contains(&total));
    let sum = |cluster: &Band| {
        let items = (1_u32..).zip(&answers).filter(|(item, _)| (cluster.from..=cluster.to).contains(item));
        (cluster.name.clone(), items.map(|(_, answer)| answer).sum())
    };
    Some(Score {
        total,
        band: band.map(|band| band.name.clone()),
        clusters: instrument.cluster.iter().map(sum).collect(),
    })
}

/// Whether an answer asks for the safety page: any but the first to the item about it.
pub fn asks_for_safety(instrument: &Instrument, answers: &[Option<u32>]) -> bool {
    let item = instrument.safety_item.and_then(|item| item.checked_sub(1));
    item.and_then(|item| answers.get(item).copied().flatten()).is_some_and(|answer| answer > 0)
}

#[cfg(test)]
mod tests {
    use super::super::instruments::{instrument, instruments};
    use super::*;

    /// Answers that sum up to a total, spread over the items.
    fn adding_up_to(instrument: &Instrument, total: u32) -> Vec<Option<u32>> {
        let mut left = total;
        let answers = instrument.item.iter().map(|_| {
            let answer = left.min(instrument.item_max());
            left -= answer;
            Some(answer)
        });
        answers.collect()
    }

    fn band_of(id: &str, total: u32) -> Option<String> {
        let instrument = instrument(id).unwrap();
        let found = score(instrument, &adding_up_to(instrument, total)).unwrap();
        assert_eq!(found.total, total);
        found.band
    }

    #[test]
    fn every_boundary_of_every_published_band_is_where_it_was_published() {
        // Kroenke, Spitzer, Williams 2001; Spitzer and others 2006.
        let phq = [
            ("minimal", 0, 4),
            ("mild", 5, 9),
            ("moderate", 10, 14),
            ("moderately-severe", 15, 19),
            ("severe", 20, 27),
        ];
        let gad = [("minimal", 0, 4), ("mild", 5, 9), ("moderate", 10, 14), ("severe", 15, 21)];
        for (id, bands) in [("phq-9", phq.as_slice()), ("gad-7", gad.as_slice())] {
            for (name, from, to) in bands {
                for total in [*from, *to] {
                    assert_eq!(band_of(id, total).as_deref(), Some(*name), "{id} {total}");
                }
            }
        }
        assert_eq!((instrument("phq-9").unwrap().total_max(), instrument("gad-7").unwrap().total_max()), (27, 21));
    }

    #[test]
    fn pcl_5_has_a_total_and_clusters_and_no_bands() {
        let pcl = instrument("pcl-5").unwrap();
        assert_eq!(pcl.total_max(), 80);
        assert_eq!((pcl.reference_from, pcl.reference_to), (Some(31), Some(33)));
        let answers: Vec<_> = (1..=20).map(|item| Some(item % 5)).collect();
        let found = score(pcl, &answers).unwrap();
        assert_eq!((found.total, found.band), (40, None));
        let clusters: Vec<(&str, u32)> = found.clusters.iter().map(|(name, sum)| (name.as_str(), *sum)).collect();
        // 1+2+3+4+0, 1+2, 3+4+0+1+2+3+4, 0+1+2+3+4+0
        assert_eq!(clusters, [("B", 10), ("C", 3), ("D", 17), ("E", 10)]);
    }

    #[test]
    fn what_is_not_whole_has_no_score() {
        for instrument in instruments() {
            let mut answers = adding_up_to(instrument, 3);
            assert!(score(instrument, &answers).is_some());
            answers[1] = None;
            assert_eq!(score(instrument, &answers), None);
            answers[1] = Some(instrument.item_max() + 1);
            assert_eq!(score(instrument, &answers), None);
            answers.pop();
            assert_eq!(score(instrument, &answers), None);
        }
    }

    #[test]
    fn item_nine_asks_for_safety_at_one_and_more_even_before_the_rest_is_answered() {
        let phq = instrument("phq-9").unwrap();
        let mut answers = vec![None; 9];
        assert!(!asks_for_safety(phq, &answers));
        for (answer, asks) in [(0, false), (1, true), (2, true), (3, true)] {
            answers[8] = Some(answer);
            assert_eq!(asks_for_safety(phq, &answers), asks, "{answer}");
        }
        assert!(!asks_for_safety(instrument("gad-7").unwrap(), &[Some(3); 7]));
    }
}
